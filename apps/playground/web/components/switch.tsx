import { useId } from 'preact/hooks'

export interface SwitchProps<TValue extends string> {
  readonly legend: string
  readonly choices: readonly { readonly value: TValue; readonly label: string }[]
  readonly value: TValue | undefined
  readonly onChange: (value: TValue) => void
}

/** A choice between a few things that are there all the time. */
export function Switch<TValue extends string>({ legend, choices, value, onChange }: SwitchProps<TValue>) {
  const name = useId()
  return (
    <fieldset class="switch">
      <legend>{legend}</legend>
      {choices.map(choice => (
        <label key={choice.value}>
          <input type="radio" name={name} checked={choice.value === value} onChange={() => onChange(choice.value)} />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
