import type { StoreView } from '../../server/protocol.js'
import { storeLabel } from '../store-label.js'
import type { Playground } from '../use-playground.js'
import { Notice } from './notice.jsx'
import { Switch } from './switch.jsx'

const area = 'stores'

export interface StoreSwitchProps {
  readonly playground: Playground
  readonly stores: readonly StoreView[]
}

/** Which store gets new pictures; old ones stay where they are. */
export function StoreSwitch({ playground: { send, notices }, stores }: StoreSwitchProps) {
  const notice = notices[area]
  const hint = stores.find(store => store.hint !== null)?.hint
  return (
    <>
      <Switch
        legend="New pictures go to"
        choices={stores.map(({ name, hint }) => ({ value: name, label: storeLabel(name), hint }))}
        value={stores.find(store => store.isDefault)?.name}
        onChange={name => void send('POST', `/stores/default/${name}`, area)}
      />
      {hint && <p class="aside">{hint}</p>}
      {notice?.tone === 'bad' && <Notice notice={notice} />}
    </>
  )
}
