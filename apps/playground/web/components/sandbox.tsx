import type { ChangeView, State } from '../../server/protocol.js'
import { shortPath } from '../../server/short-path.js'
import { count, formatBytes } from '../format.js'
import type { Playground } from '../use-playground.js'
import { FoldingCard } from './folding-card.jsx'
import { Notice } from './notice.jsx'
import { TaskBar } from './task-bar.jsx'

const area = 'sandbox'

export interface SandboxProps {
  readonly playground: Playground
  readonly state: State
}

/** A store over the folder, what was done there, and what is to become of it. */
export function Sandbox({ playground: { send, notices, tasks }, state }: SandboxProps) {
  const { changes, files, stores } = state
  const isChosen = stores.some(({ name, isDefault }) => name === 'sandbox' && isDefault)
  const below = files.filter(({ store }) => store === 'local')
  return (
    <FoldingCard
      id="sandbox"
      title="The sandbox"
      about="A store over the folder, which it reads and does not touch: for previews on the pictures of production."
    >
      {!isChosen && (
        <div class="actions">
          <button type="button" onClick={() => void send('POST', '/stores/default/sandbox', area)}>
            Send new pictures to the sandbox
          </button>
        </div>
      )}
      <p>
        Below, the folder holds {count(below.length, 'file')},{' '}
        {formatBytes(below.reduce((sum, { byteSize }) => sum + byteSize, 0))}.{' '}
        {changes.length === 0
          ? 'The sandbox shows just that.'
          : `It stays so until you promote ${count(changes.length, 'change')}.`}
      </p>
      {changes.length > 0 && <Changes changes={changes} />}
      <div class="actions">
        <button
          type="button"
          disabled={changes.length === 0}
          onClick={() => void send('POST', '/sandbox/promote', area)}
        >
          Promote
        </button>
        <button
          type="button"
          class="danger"
          disabled={changes.length === 0}
          onClick={() => void send('POST', '/sandbox/discard', area)}
        >
          Discard
        </button>
      </div>
      <TaskBar task={tasks.promote ?? tasks.discard} />
      <Notice notice={notices[area]} />
    </FoldingCard>
  )
}

function Changes({ changes }: { readonly changes: readonly ChangeView[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard, too
    <section class="scroll" tabIndex={0} aria-label="Changes in the sandbox">
      <table>
        <thead>
          <tr>
            <th scope="col">change</th>
            <th scope="col">path</th>
            <th scope="col">bytes</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ kind, path, byteSize }) => (
            <tr key={path} class={kind}>
              <td>{kind === 'added' ? '+ added' : '− deleted'}</td>
              <td title={path}>{shortPath(path)}</td>
              <td class="number">{byteSize}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
