import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import { Entity, ManyToOne, OneToMany, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm'
import { describe, expect, it } from 'vitest'
import { ImageColumns, ImageEntity, typeormImages } from '../src/index.js'
import { openSqlite } from './support/blog.js'

/** A team of two members with pictures. */
async function openTeam() {
  const store = new SwitchableStore()
  const images = typeormImages({ store, resizer: new PngResizer(), keepRetired: 0, onCleanupError: () => undefined })

  @Entity()
  class Team {
    @PrimaryGeneratedColumn() id!: number
    @OneToMany(
      () => Member,
      member => member.team,
      { cascade: true },
    )
    members?: Relation<Member[]>
  }

  @Entity()
  class Member {
    @PrimaryGeneratedColumn() id!: number
    @ManyToOne(
      () => Team,
      team => team.members,
      { orphanedRowAction: 'delete' },
    )
    team?: Relation<Team>
  }

  @Entity()
  @ImageColumns()
  class MemberPicture extends ImageEntity {
    @PrimaryColumn() memberId!: number
    @ManyToOne(() => Member) member?: Relation<Member>
  }

  const pictures = images.attachment(MemberPicture, { owner: 'member' })
  const dataSource = await openSqlite([Team, Member, MemberPicture])
  images.connect(dataSource)
  const { manager } = dataSource
  const [first, second] = [manager.create(Member), manager.create(Member)]
  const team = await manager.save(Object.assign(new Team(), { members: [first, second] }))
  for (const member of [first, second]) {
    await pictures.of(member).fromBlob(examplePng(4, 3), { thumbnails: [{ width: 2 }] })
  }
  return { images, store, manager, Member, MemberPicture, team, first, second }
}

describe('an owner that is an orphan', () => {
  it('is removed with its images when the parent is saved without it', async () => {
    const { images, store, manager, Member, MemberPicture, team, first, second } = await openTeam()

    await manager.save(Object.assign(team, { members: [second] }))
    await images.settled()

    expect(await manager.findOneBy(Member, { id: first.id })).toBeNull()
    expect(await manager.countBy(MemberPicture, { memberId: second.id })).toBe(2)
    expect(store.paths()).toHaveLength(2)
  })
})
