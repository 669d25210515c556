/** The row that an event is about. */
export interface EventImage {
  readonly table: string
  readonly key: Readonly<Record<string, unknown>>
  readonly width: number
  readonly height: number
}

/** A row in words: `user_picture, user_id 42, 500×500`. */
export function describeImage({ table, key, width, height }: EventImage): string {
  return `${table}, ${describeKey(key)}, ${width}×${height}`
}

/** A key in words: `post_id 7, order_index 2`. */
export function describeKey(key: Readonly<Record<string, unknown>>): string {
  return Object.entries(key)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

/** `3 problems`, `1 problem`, `no problems`. */
export function plural(number: number, word: string): string {
  return `${number === 0 ? 'no' : number.toLocaleString('en-GB')} ${word}${number === 1 ? '' : 's'}`
}
