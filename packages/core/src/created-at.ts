/** Now, as the text that rows hold: UTC, `YYYY-MM-DD HH:MM:SS.ffffff`. */
export function createdAtNow(): string {
  return `${new Date().toISOString().replace('T', ' ').slice(0, -1)}000`
}

const createdAtPattern = /^(\d{4,})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?/

/**
 * The cache buster of a URL: the wall clock of `created_at` as held, in 20 digits `YYYYMMDDHHMMSSffffff`, as
 * SQLAlchemy-ImageAttach wrote it. Throws `RangeError` for text that is no timestamp.
 */
export function cacheBuster(createdAt: string): string {
  // Nearly all look like this, and a page asks for a thousand: cutting is several times as fast as matching the parts.
  if (wholePattern.test(createdAt)) return withoutSigns(createdAt)
  const [year, month, day, hour, minute, second, fraction] = parts(createdAt)
  return `${year}${month}${day}${hour}${minute}${second}${fraction}`
}

/** The same moment as a `Date`, which holds only milliseconds. */
export function createdAtDate(createdAt: string): Date {
  const [year, month, day, hour, minute, second, fraction] = parts(createdAt)
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3)}Z`)
}

const wholePattern = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d{6}$/

function withoutSigns(text: string): string {
  return (
    text.slice(0, 4) +
    text.slice(5, 7) +
    text.slice(8, 10) +
    text.slice(11, 13) +
    text.slice(14, 16) +
    text.slice(17, 19) +
    text.slice(20)
  )
}

function parts(createdAt: string): readonly [string, string, string, string, string, string, string] {
  const match = createdAtPattern.exec(createdAt)
  if (!match) throw new RangeError(`created_at is ${JSON.stringify(createdAt)}, not YYYY-MM-DD HH:MM:SS`)
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = ''] = match
  return [year, month, day, hour, minute, second, fraction.padEnd(6, '0')]
}
