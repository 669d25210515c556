/** Bytes with a name, as an upload needs them. */
export interface Named {
  readonly file: Blob
  readonly filename: string
}

export function namedFile(file: File): Named {
  return { file, filename: file.name }
}
