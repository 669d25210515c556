import type { ResizerName } from '../../server/protocol.js'
import { Switch } from './switch.jsx'

export interface ResizerSwitchProps {
  readonly value: ResizerName
  readonly onChange: (resizer: ResizerName) => void
}

const resizers = [
  { value: 'sharp', label: 'sharp' },
  { value: 'jimp', label: 'jimp' },
] as const

/** Which library decodes and resizes. */
export function ResizerSwitch({ value, onChange }: ResizerSwitchProps) {
  return <Switch legend="Resized by" choices={resizers} value={value} onChange={onChange} />
}
