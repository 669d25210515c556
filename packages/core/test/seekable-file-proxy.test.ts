import { describe, expect, it } from 'vitest'
import { SeekableFileProxy } from '../src/seekable-file-proxy.js'

const fileOf = (text: string) => new SeekableFileProxy(new TextEncoder().encode(text))
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

async function collect<TItem>(items: AsyncIterable<TItem>): Promise<readonly TItem[]> {
  const collected: TItem[] = []
  for await (const item of items) collected.push(item)
  return collected
}

describe('SeekableFileProxy', () => {
  it('reads on from its position', async () => {
    const file = fileOf('abcdef')

    expect(decode(await file.read(2))).toBe('ab')
    expect(file.tell()).toBe(2)
    expect(decode(await file.read())).toBe('cdef')
    expect(file.tell()).toBe(6)
    expect(await file.read()).toHaveLength(0)
  })

  it('reads any part as often as wanted', async () => {
    const file = fileOf('abcdef')
    await file.read()

    expect(file.seek(1)).toBe(1)
    expect(decode(await file.read(2))).toBe('bc')
    file.seek(0)
    expect(decode(await file.read())).toBe('abcdef')
  })

  it.each([
    [-5, 0],
    [0, 0],
    [6, 6],
    [99, 6],
  ])('moves to %d as %d', (position, reached) => {
    expect(fileOf('abcdef').seek(position)).toBe(reached)
  })

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to move to %d, and stays', position => {
    const file = fileOf('abcdef')
    file.seek(2)

    expect(() => file.seek(position)).toThrow(RangeError)
    expect(file.tell()).toBe(2)
  })

  it('knows its size', () => {
    expect(fileOf('ä').size).toBe(2)
  })

  it.each([
    ['a\nb\n', ['a', 'b']],
    ['a\nb', ['a', 'b']],
    ['a\r\nb', ['a', 'b']],
    ['\n\n', ['', '']],
    ['', []],
    ['a\nb\r', ['a', 'b\r']],
  ])('has in %j the lines %j', async (text, lines) => {
    expect(await collect(fileOf(text).lines())).toEqual(lines)
  })

  it('gives lines, chunks and a stream from its position', async () => {
    const file = fileOf('ab\ncd')

    file.seek(1)
    expect(await collect(file.lines())).toEqual(['b', 'cd'])
    file.seek(3)
    expect((await collect(file)).map(decode)).toEqual(['cd'])
    expect(await collect(file)).toEqual([])
    file.seek(4)
    expect(await new Response(file.stream()).text()).toBe('d')
  })

  it('puts the position back after it was reused, also when that throws', async () => {
    const file = fileOf('abcdef')
    file.seek(4)
    const fail = async () => {
      await file.read(1)
      throw new Error('broken')
    }

    expect(decode(await file.reuse(reused => reused.read(2)))).toBe('ab')
    await expect(file.reuse(fail)).rejects.toThrow('broken')

    expect(file.tell()).toBe(4)
  })

  it('is empty once it was closed, which may come twice', async () => {
    const file = fileOf('abc')
    await file.read(1)

    await file.close()
    await file.close()

    expect([file.size, file.tell(), (await file.read()).length]).toEqual([0, 0, 0])
  })

  it('is closed by `await using`', async () => {
    const file = fileOf('abc')
    {
      await using opened = file
      await opened.read(1)
    }

    expect(file.size).toBe(0)
  })
})
