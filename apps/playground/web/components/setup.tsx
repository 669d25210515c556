import databaseSource from '../../server/database.ts?raw'
import imagesSource from '../../server/images.ts?raw'
import migrationsSource from '../../server/migrations.ts?raw'
import storesSource from '../../server/stores.ts?raw'
import { Card } from './card.jsx'
import { Code } from './code.jsx'

const sources = [
  ['images.ts', imagesSource],
  ['stores.ts', storesSource],
  ['migrations.ts', migrationsSource],
  ['database.ts', databaseSource],
] as const

/** The sources themselves, so that what is shown is what runs. */
export function Setup() {
  return (
    <Card title="The set-up" about="All that an application with Kysely writes before the first photo.">
      {sources.map(([name, source]) => (
        <details key={name} class="source">
          <summary>
            <code>server/{name}</code>
          </summary>
          <Code code={source.trimEnd()} />
        </details>
      ))}
    </Card>
  )
}
