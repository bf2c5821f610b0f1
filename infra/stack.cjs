/** The entry point of serverless.yml: bundles infra/ and makes the stack of a stage. */
'use strict';
const { pathToFileURL } = require('node:url');

/** Used if the stack can't be made: otherwise the framework shows each error three times, with a stack trace. */
const PLACEHOLDER_STACK = {
    isExample: false,
    region: 'us-east-1',
    tags: {},
    functions: {},
    resources: { Resources: {} },
};

const makeStack = async (stage) => {
    const { buildStack } = await import('../build.mjs');
    const { stack, checkAccount, prepareRemoval } = await import(pathToFileURL(await buildStack()));
    return {
        ...stack(stage),
        checkAccount: (credentials) => checkAccount(stage, credentials),
        prepareRemoval: (credentials, steps) => prepareRemoval(stage, credentials, steps),
    };
};

let stackPromise;

/** Called for each ${file(infra/stack.cjs):…}. An error is kept in `problem` for the plugin. */
module.exports = async ({ resolveVariable }) => {
    const stage = await resolveVariable('sls:stage');
    stackPromise ??= makeStack(stage).catch((problem) => ({ ...PLACEHOLDER_STACK, problem }));
    return stackPromise;
};

/** The stack that serverless.yml was resolved with. */
module.exports.getStack = () => stackPromise;
