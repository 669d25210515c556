/** `user-picture/ab/abcdef….150x100.jpg`: enough to find the row and the file. */
export function shortPath(path: string): string {
  return path.replace(/^[^/]+\//, '').replace(/(\/.{6})[^./]*\./, '$1….')
}
