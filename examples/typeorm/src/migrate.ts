import { createLedger } from '@imageattach/typeorm'
import type { MigrationInterface, QueryRunner } from 'typeorm'

/** As `typeorm migration:generate` writes it. */
export class AddUsers1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "user" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar NOT NULL)`,
    )
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "user"`)
  }
}

/** As it was generated, with the ledger added. */
export class AddPictures1764000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await createLedger(queryRunner)
    await queryRunner.query(
      `CREATE TABLE "user_picture" ("userId" integer NOT NULL, "width" integer NOT NULL, "height" integer NOT NULL, "variant" varchar(64) NOT NULL DEFAULT (''), "mimetype" varchar(255) NOT NULL, "original" boolean NOT NULL DEFAULT (0), "createdAt" datetime(6) NOT NULL, "path" varchar(512) NOT NULL DEFAULT (''), "source" varchar(512) NOT NULL DEFAULT (''), "store" varchar(64) NOT NULL DEFAULT (''), "byteSize" bigint, "checksum" varchar(64), "placeholder" text, "filename" text, "metadata" text, CONSTRAINT "FK_4033363dba0db516acb82ff8d14" FOREIGN KEY ("userId") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION, PRIMARY KEY ("userId", "width", "height", "variant"))`,
    )
    await queryRunner.query(`CREATE INDEX "IDX_571c6095e95f4fe50bf9016fa4" ON "user_picture" ("path") `)
    await queryRunner.query(
      `CREATE UNIQUE INDEX "IDX_ccd597cc7fcc08b52217686162" ON "user_picture" ("userId") WHERE original`,
    )
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "user_picture"`)
    await queryRunner.query(`DROP TABLE "imageattach_ledger"`)
  }
}
