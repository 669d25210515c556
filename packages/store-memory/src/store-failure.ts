/** Whether an error of the volume says that there is no such file, or a folder in its place or none on the way to it. */
export function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error))
}

/** The code of an error of the volume, such as `EEXIST`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}
