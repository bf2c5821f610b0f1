/** The framework's plugin that builds the functions first: what is packaged and what is invoked on this machine are the same file. */
'use strict';

class ServerlessBundle {
    constructor(serverless) {
        const build = async () => {
            const { buildFunctions } = await import('../build.mjs');
            await buildFunctions();
        };
        this.hooks = {
            'before:package:createDeploymentArtifacts': build,
            'before:package:function:package': build,
            'before:invoke:local:invoke': build,
        };
    }
}

module.exports = ServerlessBundle;
