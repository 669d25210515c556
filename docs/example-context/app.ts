/** What the examples of the guide take for granted: the declarations below stand behind each that says `with app`. */
interface Database {
  user: { id: import('kysely').Generated<number>; name: string }
  user_picture: import('@imageattach/kysely').ImageColumns & { user_id: number; caption: string | null }
  post: { id: import('kysely').Generated<number>; title: string }
  post_photo: import('@imageattach/kysely').ImageColumns & { post_id: number; order_index: number }
}
declare const db: import('kysely').Kysely<Database>
declare const images: import('@imageattach/kysely').KyselyImages<Database>
declare const userPictures: import('@imageattach/kysely').KyselyAttachment<
  Database,
  'user_picture',
  'user_id',
  readonly []
>
declare const postPhotos: import('@imageattach/kysely').KyselyAttachment<
  Database,
  'post_photo',
  'post_id',
  readonly ['order_index']
>
declare const bytes: Uint8Array
