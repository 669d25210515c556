import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileProxy } from '../src/file-proxy.js'

const encode = (text: string) => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

function fileOf(...chunks: readonly string[]): FileProxy {
  return new FileProxy(ReadableStream.from(chunks.map(encode)))
}

/** A file that never ends, and notes how often its source was cancelled. */
function endless(text = 'ab') {
  const seen = { cancelled: 0 }
  const stream = new ReadableStream<Uint8Array>({
    pull: controller => controller.enqueue(encode(text)),
    cancel: () => {
      seen.cancelled += 1
    },
  })
  return { file: new FileProxy(stream), seen }
}

function failing(): FileProxy {
  return new FileProxy(
    new ReadableStream<Uint8Array>({
      pull: () => {
        throw new Error('the disk is gone')
      },
    }),
  )
}

async function collect<TItem>(items: AsyncIterable<TItem>): Promise<readonly TItem[]> {
  const collected: TItem[] = []
  for await (const item of items) collected.push(item)
  return collected
}

describe('FileProxy.read', () => {
  it('reads as many bytes as asked, across chunks, then what is left, then nothing', async () => {
    const file = fileOf('ab', '', 'cdef', 'g')

    expect(decode(await file.read(3))).toBe('abc')
    expect(decode(await file.read(1))).toBe('d')
    expect(decode(await file.read(99))).toBe('efg')
    expect(await file.read(1)).toHaveLength(0)
    expect(await file.read()).toHaveLength(0)
  })

  it('reads everything when no number is given', async () => {
    expect(decode(await fileOf('ab', 'cd').read())).toBe('abcd')
  })

  it('reads nothing when nothing is asked', async () => {
    const file = fileOf('ab')

    expect(await file.read(0)).toHaveLength(0)
    expect(decode(await file.read())).toBe('ab')
  })

  it('gives the bytes as they are, whatever the chunks and the sizes', async () => {
    const chunk = fc.uint8Array({ maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.array(chunk), fc.integer({ min: 1, max: 7 }), async (chunks, size) => {
        const file = new FileProxy(ReadableStream.from(chunks))
        const read: number[] = []

        for (let part = await file.read(size); part.length > 0; part = await file.read(size)) read.push(...part)

        expect(read).toEqual(chunks.flatMap(part => [...part]))
      }),
    )
  })
})

describe('FileProxy.lines', () => {
  it.each([
    [['a\nb\n'], ['a', 'b']],
    [['a\nb'], ['a', 'b']],
    [
      ['a\r\nb\r', '\nc'],
      ['a', 'b', 'c'],
    ],
    [['\n\n'], ['', '']],
    [[''], []],
    [['a\rb\n'], ['a\rb']],
    [['a\nb\r'], ['a', 'b\r']],
  ])('of %j are %j', async (chunks, lines) => {
    expect(await collect(fileOf(...chunks).lines())).toEqual(lines)
  })

  it('are whole where a character lies across chunks', async () => {
    const chunks = Array.from(encode('é…\n😀'), byte => Uint8Array.of(byte))

    expect(await collect(new FileProxy(ReadableStream.from(chunks)).lines())).toEqual(['é…', '😀'])
  })

  it('cancel the source when the loop is left early', async () => {
    const { file, seen } = endless('a\nb\n')

    for await (const line of file.lines()) if (line === 'b') break

    expect(seen.cancelled).toBe(1)
  })
})

describe('FileProxy as an iterable', () => {
  it('gives what is left, chunk by chunk', async () => {
    const file = fileOf('abc', 'd')
    await file.read(1)

    expect((await collect(file)).map(decode)).toEqual(['bc', 'd'])
  })

  it('cancels the source when the loop is left early', async () => {
    const { file, seen } = endless()

    for await (const chunk of file) if (chunk) break

    expect(seen.cancelled).toBe(1)
    expect(await file.read()).toHaveLength(0)
  })

  it('cancels the source when the loop throws', async () => {
    const { file, seen } = endless()
    const loop = async () => {
      for await (const chunk of file) throw new Error(`stop at ${chunk.length}`)
    }

    await expect(loop()).rejects.toThrow('stop at 2')

    expect(seen.cancelled).toBe(1)
  })
})

describe('FileProxy.stream', () => {
  it('gives what is left', async () => {
    const file = fileOf('abc', 'd')
    await file.read(1)

    expect(await new Response(file.stream()).text()).toBe('bcd')
  })

  it('cancels the source when it is cancelled', async () => {
    const { file, seen } = endless()

    await file.stream().cancel()

    expect(seen.cancelled).toBe(1)
  })

  it('fails as the source fails', async () => {
    await expect(new Response(failing().stream()).text()).rejects.toThrow('the disk is gone')
  })
})

describe('FileProxy.close', () => {
  it('may come twice, and after the end', async () => {
    const { file, seen } = endless()
    await file.close()
    await file.close()
    const read = fileOf('a')
    await read.read()
    await read.close()

    expect(seen.cancelled).toBe(1)
  })

  it('leaves nothing to read, not even the rest of a chunk', async () => {
    const file = fileOf('abc')
    await file.read(1)

    await file.close()

    expect(await file.read()).toHaveLength(0)
  })

  it('is called by `await using`', async () => {
    const { file, seen } = endless()
    const use = async () => {
      await using opened = file
      return opened.read(1)
    }

    await use()

    expect(seen.cancelled).toBe(1)
  })

  it('does not hide the failure of a read behind one of its own', async () => {
    const use = async () => {
      await using file = failing()
      return await file.read()
    }

    await expect(use()).rejects.toThrow(/^the disk is gone$/)
  })
})
