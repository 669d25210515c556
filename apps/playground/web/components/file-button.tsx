export interface FileButtonProps {
  readonly label: string
  /** For those who do not see what the button stands beside. */
  readonly description?: string
  readonly primary?: boolean
  readonly multiple?: boolean
  readonly onFiles: (files: readonly File[]) => void
}

/** A file input that looks like the other buttons; the input itself keeps focus and keyboard. */
export function FileButton({ label, description, primary = false, multiple = false, onFiles }: FileButtonProps) {
  return (
    <label class={`button${primary ? ' primary' : ''}`}>
      <input
        type="file"
        // Not limited to images: what happens to other files is part of the show.
        multiple={multiple}
        aria-label={description ?? label}
        onChange={event => {
          const input = event.currentTarget
          const files = [...(input.files ?? [])]
          // Else the same file could not be chosen twice.
          input.value = ''
          if (files.length > 0) onFiles(files)
        }}
      />
      {label}
    </label>
  )
}
