import { defineConfig } from 'vitepress'

export default defineConfig({
  title: 'ImageAttach',
  description: 'Attaches images to database records in TypeScript.',
  cleanUrls: true,
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/' },
      { text: 'API', link: '/reference/api/' },
    ],
    search: { provider: 'local' },
  },
})
