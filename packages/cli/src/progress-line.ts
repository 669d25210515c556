import type { Progress } from './reporter.js'

/** Milliseconds over which the rate is taken. */
const window = 15_000
const barWidth = 24

/** The one line that says how far it has come, how fast, and when it will be done. */
export class ProgressLine {
  readonly #samples: { readonly at: number; readonly done: number }[] = []

  /** The line at a moment, in milliseconds of a clock that only goes forward. */
  at(now: number, { done, total, unit, note }: Progress): string {
    this.#samples.push({ at: now, done })
    while (this.#samples.length > 2 && now - (this.#samples[1]?.at ?? now) > window) this.#samples.shift()
    const rate = this.#rate()
    const speed = rate === undefined ? '' : `${count(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate))}/s`
    const parts = [
      total === undefined ? `${count(done)} ${unit}` : `${bar(done, total)} ${count(done)} of ${count(total)} ${unit}`,
      speed,
      total === undefined || !rate ? '' : `${duration((total - done) / rate)} left`,
      note ?? '',
    ]
    return parts.filter(part => part !== '').join('  ')
  }

  /** Per second; unknown before there is time to measure it. */
  #rate(): number | undefined {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (!first || !last || last.at - first.at < 200) return undefined
    return ((last.done - first.done) / (last.at - first.at)) * 1_000
  }
}

function bar(done: number, total: number): string {
  const part = total > 0 ? Math.min(done / total, 1) : 1
  const full = Math.floor(part * barWidth)
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${String(Math.floor(part * 100)).padStart(3)} %`
}

/** With separators, so that a million can be read. */
export function count(value: number): string {
  return value.toLocaleString('en-GB')
}

/** `0:09`, `12:30`, `3:05:00`. */
function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), whole % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
