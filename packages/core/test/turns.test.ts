import { expect, it } from 'vitest'
import { Turns } from '../src/turns.js'

it('does one thing after the other for each holder, and goes on after a failure', async () => {
  const turns = new Turns<object>()
  const [holder, another] = [{}, {}]
  const done: string[] = []
  const work = (name: string, waiting: Promise<unknown> = Promise.resolve()) =>
    waiting.finally(() => done.push(name)).then(() => name)
  let release = (_: Error): void => undefined
  const first = turns.take(holder, () => work('first', new Promise((_, reject) => (release = reject))))
  const second = turns.take(holder, () => work('second'))

  expect(await turns.take(another, () => work('another'))).toBe('another')
  expect(done).toEqual(['another'])
  release(new Error('no'))

  await expect(first).rejects.toThrow('no')
  expect(await second).toBe('second')
  expect(done).toEqual(['another', 'first', 'second'])
})
