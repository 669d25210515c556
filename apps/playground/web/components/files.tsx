import type { Agreement, FileView, StoreView } from '../../server/protocol.js'
import { count } from '../format.js'
import { Card } from './card.jsx'
import { Details } from './details.jsx'
import { StoreFiles } from './store-files.jsx'

export interface FilesProps {
  readonly stores: readonly StoreView[]
  readonly files: readonly FileView[]
  readonly agreement: Agreement
}

/** What the stores hold, and whether it is what the rows tell. */
export function Files({ stores, files, agreement }: FilesProps) {
  return (
    <Card id="files" title="Files">
      <Verdict agreement={agreement} />
      {stores
        .filter(store => store.hint === null)
        .map(store => (
          <StoreFiles key={store.name} store={store} files={files.filter(file => file.store === store.name)} />
        ))}
    </Card>
  )
}

function Verdict({ agreement: { rows, files, waiting, problems } }: { readonly agreement: Agreement }) {
  if (problems.length > 0)
    return (
      <div class="notice bad">
        <p>
          <strong>Rows and files disagree.</strong> “Keeping house” puts it right.
        </p>
        <Details details={problems} />
      </div>
    )
  return (
    <p class="verdict">
      <strong>Rows and files agree.</strong> {count(rows, 'row')}, {count(files, 'file')}
      {waiting > 0 && `, of which ${waiting} ${waiting === 1 ? 'waits' : 'wait'} in the ledger for the end`}.
    </p>
  )
}
