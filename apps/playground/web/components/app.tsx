import { useState } from 'preact/hooks'
import { usePaste } from '../use-paste.js'
import { usePlayground } from '../use-playground.js'
import { BadFiles } from './bad-files.jsx'
import { Files } from './files.jsx'
import { House } from './house.jsx'
import { Log } from './log.jsx'
import { Migration } from './migration.jsx'
import { Photos } from './photos.jsx'
import { Picture } from './picture.jsx'
import { ResizerSwitch } from './resizer-switch.jsx'
import { Rows } from './rows.jsx'
import { Sandbox } from './sandbox.jsx'
import { Setup } from './setup.jsx'
import { StoreSwitch } from './store-switch.jsx'

const parts = [
  ['picture', 'Picture'],
  ['post', 'Post'],
  ['sandbox', 'Sandbox'],
  ['migration', 'Moving'],
  ['house', 'House'],
  ['log', 'What happened'],
  ['rows', 'Rows'],
  ['files', 'Files'],
] as const

/** The page: what an application would show on the left, what ImageAttach did for it on the right. */
export function App() {
  const playground = usePlayground()
  const [pasteTarget, setPasteTarget] = useState<'picture' | 'photos'>('picture')
  usePaste(files => {
    if (pasteTarget === 'picture') void playground.upload('PUT', '/picture', files.slice(0, 1))
    else void playground.upload('POST', '/photos', files)
  })
  const { state, offline, resizer, setResizer } = playground
  const hasBucket = state?.stores.some(({ name, hint }) => name === 's3' && hint === null)

  return (
    <>
      <header class="masthead">
        <div>
          <h1>
            ImageAttach <em>playground</em>
          </h1>
          <p>Rows in your table, bytes in your store, and the two never disagree. Add a photo and watch both.</p>
        </div>
        <div class="switches">
          {state && <StoreSwitch playground={playground} stores={state.stores} />}
          <ResizerSwitch value={resizer} onChange={setResizer} />
        </div>
      </header>

      {offline && (
        <p class="notice bad" role="alert">
          The server does not answer. Start it again with <code>npm start</code>; this page finds it by itself.
        </p>
      )}

      <nav class="jump" aria-label="On this page">
        {parts.map(([id, name]) => (
          <a key={id} href={`#${id}`}>
            {name}
          </a>
        ))}
      </nav>

      {state && (
        <main class="layout">
          <div class="column">
            <Picture
              playground={playground}
              set={state.picture}
              takesPaste={pasteTarget === 'picture'}
              onActive={() => setPasteTarget('picture')}
            />
            <Photos
              playground={playground}
              photos={state.photos}
              takesPaste={pasteTarget === 'photos'}
              onActive={() => setPasteTarget('photos')}
            />
            <BadFiles playground={playground} maxBytes={state.maxBytes} />
            <Sandbox playground={playground} state={state} />
            <Migration playground={playground} state={state} />
            <House playground={playground} />
          </div>
          <div class="column">
            <Log entries={state.log} />
            <Rows tables={state.tables} />
            <Files stores={state.stores} files={state.files} agreement={state.agreement} />
            <Setup />
          </div>
        </main>
      )}

      <footer class="footer">
        Everything runs on this machine{hasBucket && ', but for your bucket'}: SQLite, a folder, and {resizer}. Nothing
        is loaded from anywhere else.
      </footer>
    </>
  )
}
