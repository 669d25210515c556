import type { IncomingMessage } from 'node:http'
import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  ParseIntPipe,
  Post,
  Put,
  Req,
  UploadedFile,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common'
import { FileInterceptor } from '@nestjs/platform-express'
import { ImageErrorFilter } from './image-error.filter.ts'
import { UsersService } from './users.service.ts'

@Controller('users')
@UseFilters(ImageErrorFilter)
export class UsersController {
  readonly #users: UsersService

  constructor(users: UsersService) {
    this.#users = users
  }

  /** A form with `name` and `photo`. */
  @Post()
  @UseInterceptors(FileInterceptor('photo', { limits: { fileSize: 5_000_000 } }))
  async signUp(
    @Body('name') name: string | undefined,
    @UploadedFile() photo: { readonly buffer: Uint8Array } | undefined,
  ): Promise<{ readonly id: number }> {
    if (!name || !photo) throw new BadRequestException('Send a form with name and photo')
    const { id } = await this.#users.signUp(name, photo.buffer)
    return { id }
  }

  /** The body is the picture: it is read as it comes, and no further than `limits.maxBytes`. */
  @Put(':id/picture')
  @HttpCode(204)
  async replacePicture(@Param('id', ParseIntPipe) id: number, @Req() request: IncomingMessage): Promise<void> {
    await this.#users.replacePicture(id, request)
  }

  @Get()
  async list() {
    const users = await this.#users.list()
    return users.map(({ user: { id, name }, picture }) => ({ id, name, picture: picture.original ?? null }))
  }

  @Get('page')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async page(): Promise<string> {
    const users = await this.#users.list()
    const items = users.map(
      ({ user, picture }) => picture.thumbnail({ width: 150 })?.toHtml({ alt: user.name }) ?? 'no picture',
    )
    return `<!doctype html><title>Users</title><ul>${items.map(item => `<li>${item}</li>`).join('')}</ul>`
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id', ParseIntPipe) id: number): Promise<void> {
    return this.#users.remove(id)
  }
}
