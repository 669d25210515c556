import { useState } from 'preact/hooks'

/** What can be asked for; the server judges the number. */
export type SizeRequest = Readonly<Partial<Record<Side, number>>>

type Side = 'width' | 'height' | 'ratio'

const examples: Readonly<Record<Side, string>> = { width: '320', height: '200', ratio: '0.5' }

export interface SizeFormProps {
  readonly name: string
  readonly onAsk: (request: SizeRequest) => void
}

/** Asks for an image of any width, height or ratio. */
export function SizeForm({ name, onAsk }: SizeFormProps) {
  const [side, setSide] = useState<Side>('width')
  const [value, setValue] = useState(examples.width)

  return (
    <form
      class="size-form"
      // The numbers that make no sense are to reach ImageAttach, which says why.
      noValidate
      onSubmit={event => {
        event.preventDefault()
        onAsk({ [side]: Number(value) })
      }}
    >
      <select
        aria-label={`Which side of the ${name}`}
        value={side}
        onChange={event => {
          const chosen = event.currentTarget.value as Side // the options are the sides
          setSide(chosen)
          setValue(examples[chosen])
        }}
      >
        <option value="width">width</option>
        <option value="height">height</option>
        <option value="ratio">ratio</option>
      </select>
      <input
        type="number"
        inputMode="decimal"
        step="any"
        aria-label={side === 'ratio' ? `Ratio for the ${name}` : `Pixels of ${side} for the ${name}`}
        value={value}
        onInput={event => setValue(event.currentTarget.value)}
      />
      <button type="submit">Ask for it</button>
    </form>
  )
}
