const labels: Readonly<Record<string, string>> = { local: 'folder', s3: 'S3' }

/** What the page calls a store; rows call it by its name. */
export function storeLabel(name: string): string {
  return labels[name] ?? name
}
