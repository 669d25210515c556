import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../src/limits.js'
import { WorkSlots } from '../src/work-slots.js'

const options = { limits: defaultLimits }

describe('WorkSlots', () => {
  it('runs no more at once than it has slots, in the order of arrival', async () => {
    const slots = new WorkSlots(2)
    const gates = [0, 1, 2, 3].map(() => createGate())
    const started: number[] = []
    const runs = gates.map((gate, index) =>
      slots.run(options, async () => {
        started.push(index)
        await gate.promise
      }),
    )
    await Promise.resolve()
    const atFirst = [...started]

    gates[1]?.resolve()
    await runs[1]
    const afterOne = [...started]
    for (const gate of gates) gate.resolve()
    await Promise.all(runs)

    expect([atFirst, afterOne, started]).toEqual([
      [0, 1],
      [0, 1, 2],
      [0, 1, 2, 3],
    ])
  })

  it('keeps a slot taken until work that was given up has really ended', async () => {
    const slots = new WorkSlots(1)
    const gate = createGate()
    const stop = new AbortController()
    const first = slots.run({ ...options, signal: stop.signal }, () => gate.promise)
    const events: string[] = []
    stop.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')

    const second = slots.run(options, async () => {
      events.push('second')
    })
    await Promise.resolve()
    events.push('first ends')
    gate.resolve()
    await second

    expect(events).toEqual(['first ends', 'second'])
  })

  it('lets a caller who gives up leave the queue', async () => {
    const slots = new WorkSlots(1)
    const gate = createGate()
    const first = slots.run(options, () => gate.promise)
    const stop = new AbortController()
    const second = slots.run({ ...options, signal: stop.signal }, async () => 'never')
    const third = slots.run(options, async () => 'third')

    stop.abort(new Error('tired'))
    await expect(second).rejects.toThrow('tired')
    gate.resolve()
    await first

    await expect(third).resolves.toBe('third')
  })

  it('tells work to stop when its time is over', async () => {
    const limits = { ...defaultLimits, timeout: 1 }
    let told: unknown
    const gate = createGate()

    const run = new WorkSlots(1).run({ limits }, async signal => {
      signal.addEventListener('abort', () => {
        told = signal.reason
        gate.resolve()
      })
      await gate.promise
    })

    await expect(run).rejects.toMatchObject({ code: 'INVALID_IMAGE', reason: 'timeout' })
    expect(told).toMatchObject({ reason: 'timeout' })
  })

  it('sets no clock for a limit that timers cannot hold', async () => {
    const limits = { ...defaultLimits, timeout: Number.POSITIVE_INFINITY }

    await expect(new WorkSlots(1).run({ limits }, async () => 'done')).resolves.toBe('done')
  })

  it('frees the slot of work that fails', async () => {
    const slots = new WorkSlots(1)
    await expect(slots.run(options, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')

    await expect(slots.run(options, async () => 'next')).resolves.toBe('next')
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %d slots', count => {
    expect(() => new WorkSlots(count)).toThrow(RangeError)
  })
})

/** A promise that the test opens. */
function createGate(): { readonly promise: Promise<void>; resolve(): void } {
  let open = () => {}
  const promise = new Promise<void>(resolve => {
    open = resolve
  })
  return { promise, resolve: () => open() }
}
