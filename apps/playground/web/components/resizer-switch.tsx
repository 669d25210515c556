import type { ResizerName } from '../../server/protocol.js'

export interface ResizerSwitchProps {
  readonly value: ResizerName
  readonly onChange: (resizer: ResizerName) => void
}

const resizers = ['sharp', 'jimp'] as const

/** Which library decodes and resizes. */
export function ResizerSwitch({ value, onChange }: ResizerSwitchProps) {
  return (
    <fieldset class="switch">
      <legend>Resized by</legend>
      {resizers.map(resizer => (
        <label key={resizer}>
          <input type="radio" name="resizer" checked={resizer === value} onChange={() => onChange(resizer)} />
          <span>{resizer}</span>
        </label>
      ))}
    </fieldset>
  )
}
