import { defaultClientConditions, defaultServerConditions } from 'vite'

const sourceCondition = 'imageattach:source'

/** Node, which loads what is not ours, knows no `module`: the files behind it are for bundlers, which add extensions. */
const serverConditions = defaultServerConditions.filter(condition => condition !== 'module')

/** Makes the tests of every package read its neighbours' sources, so that they need no build. */
export const fromSource = {
  resolve: { conditions: [sourceCondition, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [sourceCondition, ...serverConditions] } },
}
