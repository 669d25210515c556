import { useState } from 'preact/hooks'
import type { State, StoreName, StoreView } from '../../server/protocol.js'
import { storeLabel } from '../store-label.js'
import type { Playground } from '../use-playground.js'
import { FoldingCard } from './folding-card.jsx'
import { Notice } from './notice.jsx'
import { StoreMap } from './store-map.jsx'
import { TaskBar } from './task-bar.jsx'

const area = 'migration'

export interface MigrationProps {
  readonly playground: Playground
  readonly state: State
}

/** Pictures move from one store to another, while everything else goes on. */
export function Migration({ playground: { send, notices, tasks }, state }: MigrationProps) {
  const [from, setFrom] = useState<StoreName>('local')
  const [to, setTo] = useState<StoreName>('memory')
  const [speed, setSpeed] = useState('20')
  const { migration, whereabouts } = state
  const stores = state.stores.filter(({ hint }) => hint === null)
  const isRunning = tasks.migrate !== undefined
  const isPaused = !isRunning && migration?.status === 'paused'
  const filesPerSecond = speed === '' ? null : Number(speed)

  return (
    <FoldingCard
      id="migration"
      title="Moving to another store"
      about="The application goes on meanwhile; each row names the new store only when the copy there is proven."
    >
      <StoreMap whereabouts={whereabouts} />
      <div class="fields">
        <StoreSelect label="From" stores={stores} value={from} onChange={setFrom} />
        <StoreSelect label="To" stores={stores} value={to} onChange={setTo} />
        <label>
          Images a second
          <input
            type="number"
            inputMode="decimal"
            step="any"
            placeholder="as fast as it can"
            value={speed}
            onInput={event => setSpeed(event.currentTarget.value)}
          />
        </label>
      </div>
      <div class="actions">
        {isRunning && (
          <button
            key="main"
            type="button"
            class="primary"
            onClick={() => void send('POST', '/migration/pause', 'pause')}
          >
            Pause
          </button>
        )}
        {isPaused && (
          <button
            key="main"
            type="button"
            class="primary"
            onClick={() => void send('POST', '/migration/resume', area, { filesPerSecond })}
          >
            Go on after {migration.done} of {migration.total}
          </button>
        )}
        <button
          key={isRunning || isPaused ? 'move' : 'main'}
          type="button"
          class={isRunning || isPaused ? '' : 'primary'}
          disabled={isRunning}
          onClick={() => void send('POST', '/migration', area, { from, to, filesPerSecond })}
        >
          {isPaused ? 'Move anew' : 'Move'}
        </button>
        <button
          type="button"
          disabled={isRunning}
          onClick={() => void send('POST', '/migration', area, { from, to, filesPerSecond, dryRun: true })}
        >
          Dry run
        </button>
        <button type="button" disabled={isRunning} onClick={() => void send('POST', `/migration/prune/${from}`, area)}>
          Prune {storeLabel(from)}
        </button>
      </div>
      <TaskBar task={tasks.migrate ?? tasks.fill ?? tasks.prune} />
      <Notice notice={notices[area]} />
      <div class="actions">
        <button type="button" class="plain" onClick={() => void send('POST', `/migration/album/${from}`, area)}>
          Fill an album in {storeLabel(from)}, to have something to move
        </button>
        <button type="button" class="plain" onClick={() => void send('DELETE', '/migration/album', area)}>
          Remove the album
        </button>
      </div>
    </FoldingCard>
  )
}

interface StoreSelectProps {
  readonly label: string
  readonly stores: readonly StoreView[]
  readonly value: StoreName
  readonly onChange: (name: StoreName) => void
}

function StoreSelect({ label, stores, value, onChange }: StoreSelectProps) {
  return (
    <label>
      {label}
      <select
        value={value}
        // The options are names of stores.
        onChange={event => onChange(event.currentTarget.value as StoreName)}
      >
        {stores.map(({ name }) => (
          <option key={name} value={name}>
            {storeLabel(name)}
          </option>
        ))}
      </select>
    </label>
  )
}
