import { useId } from 'preact/hooks'

export interface SwitchProps<TValue extends string> {
  readonly legend: string
  readonly choices: readonly Choice<TValue>[]
  readonly value: TValue | undefined
  readonly onChange: (value: TValue) => void
}

interface Choice<TValue> {
  readonly value: TValue
  readonly label: string
  /** Why it cannot be chosen. */
  readonly hint?: string | null
}

/** A choice between a few things that are there all the time. */
export function Switch<TValue extends string>({ legend, choices, value, onChange }: SwitchProps<TValue>) {
  const name = useId()
  return (
    <fieldset class="switch">
      <legend>{legend}</legend>
      {choices.map(choice => (
        <label key={choice.value} title={choice.hint ?? undefined}>
          <input
            type="radio"
            name={name}
            checked={choice.value === value}
            disabled={Boolean(choice.hint)}
            title={choice.hint ?? undefined}
            onChange={() => onChange(choice.value)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
