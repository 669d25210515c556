import { defineConfig } from 'vitepress'

export default defineConfig({
  title: 'ImageAttach',
  description:
    'Attaches images to database records in TypeScript: rows in your table, bytes in your store, and the two never disagree.',
  lang: 'en',
  cleanUrls: true,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' }]],
  srcExclude: ['example-context/**', 'figures/**'],
  markdown: {
    headers: { level: [2, 3] },
  },
  themeConfig: {
    logo: '/icon.svg',
    nav: [
      { text: 'Guide', link: '/guide/getting-started', activeMatch: '^/guide/' },
      { text: 'Packages', link: '/packages/', activeMatch: '^/packages/' },
      { text: 'Decisions', link: '/decisions/', activeMatch: '^/decisions/' },
      { text: 'API', link: '/reference/api/' },
    ],
    sidebar: {
      '/': [
        {
          text: 'Start',
          items: [
            { text: 'What it is', link: '/guide/' },
            { text: 'Getting started', link: '/guide/getting-started' },
            { text: 'In your ORM', link: '/guide/orms' },
            { text: 'From SQLAlchemy', link: '/guide/from-sqlalchemy-imageattach' },
          ],
        },
        {
          text: 'Tasks',
          items: [
            { text: 'Attach an image', link: '/guide/attach' },
            { text: 'Thumbnails', link: '/guide/thumbnails' },
            { text: 'Show images', link: '/guide/show' },
            { text: 'Several images', link: '/guide/several' },
            { text: 'Transactions', link: '/guide/transactions' },
            { text: 'When things fail', link: '/guide/failures' },
            { text: 'Choose where bytes live', link: '/guide/stores' },
            { text: 'Serve files', link: '/guide/serve' },
            { text: 'Files on S3', link: '/guide/s3' },
            { text: 'Tables and migrations', link: '/guide/migrations' },
            { text: 'Keep house', link: '/guide/housekeeping' },
            { text: 'Check a store', link: '/guide/check-a-store' },
            { text: 'Preview on production', link: '/guide/preview' },
            { text: 'Move stores', link: '/guide/move-stores' },
            { text: 'Test your application', link: '/guide/testing' },
            { text: 'Write a store', link: '/guide/custom-store' },
            { text: 'Write a repository', link: '/guide/custom-repository' },
          ],
        },
        {
          text: 'Look up',
          items: [
            { text: 'Errors', link: '/guide/errors' },
            { text: 'Limits and security', link: '/guide/limits' },
            { text: 'Words', link: '/guide/words' },
            { text: 'API', link: '/reference/api/' },
          ],
        },
        {
          text: 'Packages',
          items: [
            'core',
            'kysely',
            'typeorm',
            'objection',
            'sharp',
            'jimp',
            'store-fs',
            'store-s3',
            'store-memory',
            'store-sandbox',
            'cli',
            'contracts',
          ].map(name => ({
            text: `@imageattach/${name}`,
            link: `/packages/${name}`,
          })),
        },
        {
          text: 'Decisions',
          collapsed: true,
          items: [
            { text: 'All', link: '/decisions/' },
            { text: 'SQL lives once, in core', link: '/decisions/sql-in-core' },
            { text: 'A ledger from the start', link: '/decisions/ledger' },
            { text: 'A path is written once', link: '/decisions/paths' },
            { text: 'A moved file gets a new path', link: '/decisions/moved-files' },
            { text: 'created_at travels as text', link: '/decisions/created-at' },
            { text: 'fromRawFile believes the size', link: '/decisions/raw-file' },
            { text: 'Commander and log-update', link: '/decisions/command-libraries' },
            { text: 'A sandbox marks, and looks', link: '/decisions/sandbox' },
          ],
        },
      ],
    },
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    footer: { message: 'MIT licence' },
  },
})
