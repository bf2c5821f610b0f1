/** Where serverless.yml meets the rooms of infra/: builds them, and asks for the stack of a stage. */
'use strict';
const { pathToFileURL } = require('node:url');

/** What stands in for a stack that can't be made: the framework would show each mistake three times over, with its own stack. */
const NOTHING = { isExample: false, region: 'us-east-1', functions: {}, resources: { Resources: {} } };

const makeStack = async (stage) => {
    const { buildStack } = await import('../build.mjs');
    const { stack, lookForBuckets } = await import(pathToFileURL(await buildStack()));
    return { ...stack(stage), lookForBuckets };
};

let made;

/** Asked once for each ${file(infra/stack.cjs):…}. What goes wrong is kept in `problem`, for the plugin to tell. */
module.exports = async ({ resolveVariable }) => {
    const stage = await resolveVariable('sls:stage');
    made ??= makeStack(stage).catch((problem) => ({ ...NOTHING, problem }));
    return made;
};

/** The stack that serverless.yml was made with. */
module.exports.madeStack = () => made;
