import { Readable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ImageInput, readInput } from '../src/image-input.js'
import { gate } from './support/gate.js'

const limits = { maxBytes: 10, readTimeout: 10_000 }
const bytes = Uint8Array.of(1, 2, 3, 4, 5)

async function* chunks(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* parts
}

/** Counts what is taken out of an endless input, and notes whether it was told to stop. */
function endless(chunk: Uint8Array) {
  const seen = { reads: 0, stopped: false }
  async function* generate(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        seen.reads += 1
        yield chunk
      }
    } finally {
      seen.stopped = true
    }
  }
  return { seen, input: generate() }
}

/** An input that never answers. */
function hanging() {
  const stopped = gate()
  const input: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => undefined),
      return: async () => {
        stopped.open()
        return { done: true, value: undefined }
      },
    }),
  }
  return { input, stopped: stopped.passed }
}

describe('readInput', () => {
  it.each<[string, () => ImageInput]>([
    ['a Uint8Array', () => bytes],
    ['a part of a larger array', () => Uint8Array.of(0, 1, 2, 3, 4, 5, 6).subarray(1, 6)],
    ['a Buffer', () => Buffer.from(bytes)],
    ['an ArrayBuffer', () => bytes.slice().buffer],
    ['a Blob', () => new Blob([bytes])],
    ['a File', () => new File([bytes], 'a.png')],
    ['a web stream', () => ReadableStream.from([bytes.slice(0, 2), bytes.slice(2)])],
    ['the stream of a Blob', () => new Blob([bytes]).stream()],
    ['a Readable', () => Readable.from([Buffer.from(bytes.slice(0, 2)), Buffer.from(bytes.slice(2))])],
    ['an async generator', () => chunks(bytes.slice(0, 1), new Uint8Array(0), bytes.slice(1))],
  ])('reads %s', async (_, input) => {
    const read = await readInput(input(), limits)

    expect(read).toBeInstanceOf(Uint8Array)
    expect([...read]).toEqual([...bytes])
  })

  it.each<[string, unknown]>([
    ['text', 'image'],
    ['a list of numbers', [1, 2, 3]],
    ['null', null],
    ['undefined', undefined],
    ['a number', 5],
    ['an object', { data: bytes }],
    ['a stream of text', Readable.from(['image'])],
    [
      'a generator of lists',
      (async function* () {
        yield [1]
      })(),
    ],
  ])('refuses %s', async (_, input) => {
    await expect(readInput(input as ImageInput, limits)).rejects.toThrow(TypeError)
  })

  it.each<[string, () => ImageInput]>([
    ['an array', () => new Uint8Array(0)],
    ['a Blob', () => new Blob([])],
    ['a stream', () => chunks()],
    ['a stream of empty chunks', () => chunks(new Uint8Array(0))],
  ])('refuses %s without bytes', async (_, input) => {
    await expect(readInput(input(), limits)).rejects.toMatchObject({ code: 'INVALID_IMAGE', reason: 'empty' })
  })

  it.each<[string, () => ImageInput]>([
    ['an array', () => new Uint8Array(11)],
    ['an ArrayBuffer', () => new ArrayBuffer(11)],
    ['a Blob', () => new Blob([new Uint8Array(11)])],
    ['a stream', () => chunks(new Uint8Array(6), new Uint8Array(5))],
  ])('refuses %s above the limit, and takes one that just fits', async (_, input) => {
    await expect(readInput(input(), limits)).rejects.toMatchObject({ reason: 'too-large' })
    await expect(readInput(input(), { ...limits, maxBytes: 11 })).resolves.toHaveLength(11)
  })

  it('stops reading at the limit, and tells the input to stop', async () => {
    const { input, seen } = endless(new Uint8Array(4))

    await expect(readInput(input, limits)).rejects.toMatchObject({ reason: 'too-large' })

    expect(seen).toEqual({ reads: 3, stopped: true })
  })

  it('cancels a web stream at the limit', async () => {
    const cancelled = gate()
    const stream = new ReadableStream<Uint8Array>({
      pull: controller => controller.enqueue(new Uint8Array(8)),
      cancel: () => cancelled.open(),
    })

    await expect(readInput(stream, limits)).rejects.toMatchObject({ reason: 'too-large' })

    await cancelled.passed
  })

  it('lets the caller reuse the buffer at once', async () => {
    const buffer = bytes.slice()

    const reading = readInput(buffer, limits)
    buffer.fill(9)

    expect([...(await reading)]).toEqual([...bytes])
  })

  it('never gives the caller a view of its own array', async () => {
    const read = await readInput(bytes, limits)
    const readAgain = await readInput(bytes.buffer, limits)

    expect(read.buffer).not.toBe(bytes.buffer)
    expect(readAgain.buffer).not.toBe(bytes.buffer)
  })

  it('copies the chunks of a stream whose source reuses one buffer', async () => {
    const buffer = new Uint8Array(2)
    async function* reusing(): AsyncGenerator<Uint8Array, void, undefined> {
      for (const value of [1, 2]) {
        buffer.fill(value)
        yield buffer
      }
    }

    expect([...(await readInput(reusing(), limits))]).toEqual([1, 1, 2, 2])
  })

  it('gives up a stream that hangs, and tells it to stop', async () => {
    const { input, stopped } = hanging()

    await expect(readInput(input, { ...limits, readTimeout: 1 })).rejects.toMatchObject({ reason: 'timeout' })

    await stopped
  })

  it('does not wait for a hanging stream to stop', async () => {
    const input: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => new Promise(() => undefined),
      }),
    }

    await expect(readInput(input, { ...limits, readTimeout: 1 })).rejects.toMatchObject({ reason: 'timeout' })
  })

  it.each([Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 40, 2_000.5])(
    'reads a stream with a timeout of %d',
    async timeout => {
      async function* later(): AsyncGenerator<Uint8Array, void, undefined> {
        await new Promise(resolve => setImmediate(resolve))
        yield bytes
      }

      await expect(readInput(later(), { ...limits, readTimeout: timeout })).resolves.toHaveLength(5)
    },
  )

  it('stops when the caller aborts, with the reason of the caller', async () => {
    const controller = new AbortController()
    const { input, stopped } = hanging()

    const reading = readInput(input, limits, controller.signal)
    controller.abort(new Error('the visitor left'))

    await expect(reading).rejects.toThrow('the visitor left')
    await stopped
  })

  it('stops when the input itself makes the caller abort', async () => {
    const controller = new AbortController()
    async function* leaving(): AsyncGenerator<Uint8Array, void, undefined> {
      yield bytes
      controller.abort(new Error('the visitor left'))
      await new Promise(() => undefined)
    }

    await expect(readInput(leaving(), limits, controller.signal)).rejects.toThrow('the visitor left')
  })

  it('does not touch the input when the caller has aborted already', async () => {
    const { input, seen } = endless(bytes)

    await expect(readInput(input, limits, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')

    expect(seen).toEqual({ reads: 0, stopped: false })
  })

  it('answers for an input that fails by the same signal that stops the reading', async () => {
    const controller = new AbortController()
    const unhandled: unknown[] = []
    const note = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))
    let reads = 0
    const input: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          reads += 1
          if (reads > 1) throw new Error('the connection is closed')
          queueMicrotask(() => controller.abort(new Error('the visitor left')))
          return { done: false, value: bytes }
        },
      }),
    }

    await expect(readInput(input, limits, controller.signal)).rejects.toThrow(/the visitor left|connection is closed/)

    await new Promise(resolve => setImmediate(resolve))
    expect(unhandled).toEqual([])
  })

  it('passes the failure of the input on', async () => {
    async function* failing(): AsyncGenerator<Uint8Array, void, undefined> {
      yield bytes
      throw new Error('the connection is closed')
    }

    await expect(readInput(failing(), limits)).rejects.toThrow('the connection is closed')
  })
})
