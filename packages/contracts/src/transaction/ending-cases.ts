import assert from 'node:assert/strict'
import { TransactionRequiredError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { beside, countRows, drain, Rollback, untilBlocked, untilBlockedBeside } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** How transactions end, and how their ends are misreported. */
export const endingCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'sees in a transaction of its own what others have committed meanwhile, whatever the default level is',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owner = await subject.addUser(1)

      const seen = await app.images.transaction(async handle => {
        const picture = app.pictures.using(handle).of(owner)
        const before = await picture.exists()
        await other.pictures.of(owner).fromBlob(examplePng(40, 30))
        return [before, await picture.exists()]
      })

      assert.deepEqual(seen, [false, true])
    },
  },
  {
    name: 'commits a verb that is not bound by itself, also inside a transaction of the application',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      if (subject.connections === 1) return // such a verb waits for the connection for ever, as documented
      const owner = await subject.addUser(1)

      const outer = app.transaction(async handle => {
        await subject.sql(`insert into "user" (id, name) values (2, 'a')`, handle)
        await app.pictures.of(owner).fromBlob(examplePng(40, 30))
        throw new Rollback()
      })
      await assert.rejects(outer, Rollback)

      assert.equal((await app.pictures.of(owner).original())?.width, 40)
      assert.equal(await countRows(subject), 1)
    },
  },
  {
    name: 'ends alike after a plain rollback, a rollback with an error and a thrown error: the old file, and no other',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))
      const replace = (handle: unknown) =>
        app.pictures
          .using(handle)
          .of(owner)
          .fromBlob(examplePng(40, 30, 2))

      const plain = await app.begin()
      await replace(plain.handle)
      await plain.rollback()
      const throwing = async (handle: unknown): Promise<never> => {
        await replace(handle)
        throw new Rollback()
      }
      await assert.rejects(app.transaction(throwing), Rollback)
      await assert.rejects(app.images.transaction(throwing), Rollback)

      await app.images.settled()
      assert.equal(subject.store.paths().length, 1)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 1))
    },
  },
  {
    name: 'starts clean on a connection whose last transaction was rolled back',
    async run(subject) {
      const { app } = subject
      const owners = [await subject.addUser(1), await subject.addUser(2)] as const
      const rolledBack = await app.begin()
      await app.pictures.using(rolledBack.handle).of(owners[0]).fromBlob(examplePng(40, 30))
      await rolledBack.rollback()

      const committed = await app.begin()
      await app.pictures.using(committed.handle).of(owners[1]).fromBlob(examplePng(40, 30))
      await committed.commit()

      await app.images.settled()
      assert.equal(subject.store.paths().length, 1)
      assert.equal(await app.pictures.of(owners[1]).exists(), true)
    },
  },
  {
    name: 'keeps the old file when an error was swallowed, so that the commit rolled back without a word',
    needs: 'postgres',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))
      const swallowing = async (handle: unknown): Promise<void> => {
        await app.pictures
          .using(handle)
          .of(owner)
          .fromBlob(examplePng(40, 30, 2))
        await subject.sql('select 1 from nowhere', handle).catch(() => undefined)
      }

      // Some ORMs tell, and some do not.
      await app.transaction(swallowing).catch(() => undefined)
      await app.images.transaction(swallowing).catch(() => undefined)

      await app.images.settled()
      assert.equal(subject.store.paths().length, 1)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 1))
    },
  },
  {
    name: 'takes a commit that fails on a deferred constraint for a rollback',
    needs: 'deferred-constraints',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))
      await subject.sql(`create table "pledge" (user_id bigint references "user" (id) deferrable initially deferred)`)
      const breaking = async (handle: unknown): Promise<void> => {
        await app.pictures
          .using(handle)
          .of(owner)
          .fromBlob(examplePng(40, 30, 2))
        await subject.sql('insert into "pledge" values (999)', handle)
      }

      await assert.rejects(app.transaction(breaking))
      await assert.rejects(app.images.transaction(breaking))

      await app.images.settled()
      assert.equal(subject.store.paths().length, 1)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 1))
    },
  },
  {
    name: 'does not take a commit that is still in flight for a rollback, though a hint says that all is over',
    needs: 'postgres',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const release = await stopCommits(subject)
      const committing = beside(
        app.transaction(handle => app.pictures.using(handle).of(owner).fromBlob(examplePng(40, 30))),
      )
      await untilBlocked(subject, committing)

      const settling = app.images.settled()
      await untilBlockedBeside(subject, app, settling, 2)
      await release()

      await Promise.all([committing, settling])
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'keeps what was committed although the answer to the commit got lost',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const lose = (): void =>
        app.barriers.at('after transaction', () => {
          throw new Error('the connection is lost')
        })

      lose()
      await assert.rejects(app.pictures.of(owner).fromBlob(examplePng(40, 30, 1)), /the connection is lost/)
      await app.images.settled()
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 1))

      lose()
      const replacing = app.images.transaction(handle =>
        app.pictures
          .using(handle)
          .of(owner)
          .fromBlob(examplePng(40, 30, 2)),
      )
      await assert.rejects(replacing, /the connection is lost/)
      await app.images.settled()
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 2))
    },
  },
  {
    name: 'keeps what a DDL statement has committed, although the transaction was rolled back later',
    needs: 'mariadb',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const changing = (table: string) => async (handle: unknown) => {
        await app.pictures.using(handle).of(owner).fromBlob(examplePng(40, 30))
        await subject.sql(`create table ${table} (id int)`, handle)
        throw new Rollback()
      }

      await assert.rejects(app.transaction(changing('one')), Rollback)
      await app.images.settled()
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))

      await assert.rejects(app.images.transaction(changing('two')), Rollback)
      await app.images.settled()
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'refuses to go on in a transaction that a DDL statement has ended',
    needs: 'mariadb',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))

      const changing = app.transaction(async handle => {
        await subject.sql('create table extra (id int)', handle)
        await app.pictures
          .using(handle)
          .of(owner)
          .fromBlob(examplePng(40, 30, 2))
      })

      await assert.rejects(changing, TransactionRequiredError)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 1))
    },
  },
  {
    name: 'refuses to go on after a deadlock that was swallowed, and leaves prepared images to the next attempt',
    needs: 'mariadb',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))
      const prepared = await app.pictures.prepare(examplePng(40, 30, 2))

      const unlucky = await app.begin()
      await loseDeadlock(subject, unlucky.handle)
      const picture = app.pictures.using(unlucky.handle).of(owner)
      await assert.rejects(picture.attach(prepared), TransactionRequiredError)
      await assert.rejects(picture.remove(), TransactionRequiredError)
      await assert.rejects(picture.fromBlob(examplePng(40, 30, 3)), TransactionRequiredError)
      await assert.rejects(picture.generateThumbnail({ width: 20 }), TransactionRequiredError)
      await unlucky.rollback()

      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 1))
      await app.transaction(handle => app.pictures.using(handle).of(owner).attach(prepared))
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 2))
    },
  },
  {
    name: 'touches nobody else in two transactions at once, in either order of commit and rollback',
    needs: 'concurrent',
    async run(subject) {
      const apps = [subject.app, await subject.open()] as const
      const owners = [await subject.addUser(1), await subject.addUser(2)] as const
      for (const owner of owners) await subject.app.pictures.of(owner).fromBlob(examplePng(10, 10))

      for (const [first, second] of [
        [0, 1],
        [1, 0],
      ] as const) {
        const transactions = [await apps[0].begin(), await apps[1].begin()] as const
        for (const [index, { handle }] of transactions.entries()) {
          const { pictures } = apps[index === 0 ? 0 : 1]
          await pictures
            .using(handle)
            .of(owners[index === 0 ? 0 : 1])
            .fromBlob(examplePng(20 + first, 20))
        }
        await transactions[first].commit()
        await transactions[second].rollback()
        await Promise.all(apps.map(app => app.images.settled()))
        assert.equal((await apps[0].pictures.of(owners[first]).requireOriginal()).width, 20 + first)
      }
      assert.equal(await countRows(subject), 2)
      assert.equal(subject.store.paths().length, 2)
    },
  },
  {
    name: 'deletes no file of a removed image before the commit, and finds the files of a cascade by sweeping',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const image = await app.pictures.of(owner).fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
      const transaction = await app.begin()
      assert.equal(await app.pictures.using(transaction.handle).of(owner).remove(), 2)
      assert.ok(subject.store.bytes(image.path))
      await transaction.rollback()
      await app.images.settled()

      await subject.sql('delete from "user" where id = 1')
      assert.equal(await countRows(subject), 0)
      await app.images.settled()
      const events = await drain(app.images.sweep({ minAge: 0 }))

      assert.equal(events.filter(event => event.kind === 'file' && event.outcome === 'deleted').length, 2)
      assert.deepEqual(subject.store.paths(), [])
    },
  },
]

/** Makes commits of pictures wait for what is returned. PostgreSQL only. */
async function stopCommits(subject: TransactionSubject): Promise<() => Promise<void>> {
  await subject.sql(
    `create function wait_for_release() returns trigger language plpgsql as
     'begin perform pg_advisory_xact_lock_shared(hashtext(current_schema())); return null; end'`,
  )
  await subject.sql(
    `create constraint trigger slow_commit after insert on "user_picture"
     deferrable initially deferred for each row execute function wait_for_release()`,
  )
  const stopping = await (await subject.open()).begin()
  await subject.sql('select pg_advisory_xact_lock(hashtext(current_schema()))', stopping.handle)
  return () => stopping.commit()
}

/** Runs into a deadlock whose victim is the given transaction, since it has changed less. MariaDB only. */
async function loseDeadlock(subject: TransactionSubject, handle: unknown): Promise<void> {
  const other = await subject.open()
  const heavy = Array.from({ length: 100 }, (_, index) => `(${1000 + index}, 'x')`).join(', ')
  await subject.sql(`insert into "user" (id, name) values (2, 'a'), (3, 'b')`)
  const rival = await other.begin()
  await subject.sql(`update "user" set name = 'ours' where id = 2`, handle)
  await subject.sql(`insert into "user" (id, name) values ${heavy}`, rival.handle)
  await subject.sql(`update "user" set name = 'theirs' where id = 3`, rival.handle)
  const waiting = subject.sql(`update "user" set name = 'theirs' where id = 2`, rival.handle)
  await untilBlocked(subject, waiting)
  await subject.sql(`update "user" set name = 'ours' where id = 3`, handle).then(
    () => assert.fail('the transaction should have been the victim'),
    () => undefined,
  )
  await waiting
  await rival.rollback()
}
