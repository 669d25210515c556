import { useEffect, useRef } from 'preact/hooks'
import { type Named, namedFile } from './named.js'

/** Calls back with the files that are pasted anywhere on the page. */
export function usePaste(onFiles: (files: readonly Named[]) => void): void {
  const latest = useRef(onFiles)
  latest.current = onFiles

  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])].map(namedFile)
      if (files.length === 0) return
      event.preventDefault()
      latest.current(files)
    }
    document.addEventListener('paste', onPaste)
    return () => document.removeEventListener('paste', onPaste)
  }, [])
}
