/** The URL of a path below a base; each segment is encoded, so that no name can add a query or climb up. */
export function publicUrl(baseUrl: string, path: string): string {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`
  return base + path.split('/').map(encodeURIComponent).join('/')
}
