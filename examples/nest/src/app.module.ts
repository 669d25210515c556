import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { ImagesModule } from './images.module.ts'
import { UsersController } from './users.controller.ts'
import { User, UserPicture } from './users.entity.ts'
import { UsersService } from './users.service.ts'

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3',
      database: 'app.db',
      entities: [User, UserPicture],
      synchronize: true, // for an example; else migrations
    }),
    ImagesModule,
  ],
  controllers: [UsersController],
  providers: [UsersService],
})
export class AppModule {}
