export interface ShowMoreProps {
  /** How many things are not shown at first; with none there is no button. */
  readonly hidden: number
  readonly all: boolean
  readonly onChange: (all: boolean) => void
}

/** Shows the rest of a long list, and takes it away again. */
export function ShowMore({ hidden, all, onChange }: ShowMoreProps) {
  if (hidden <= 0) return null
  return (
    <button type="button" class="plain" aria-expanded={all} onClick={() => onChange(!all)}>
      {all ? 'Show less' : `Show ${hidden} more`}
    </button>
  )
}
