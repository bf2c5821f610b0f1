/** The framework's plugin that builds the functions first: what is packaged and what is invoked here are the same file. */
'use strict';

class ServerlessBundle {
    constructor(serverless) {
        const build = () => this.build(serverless);
        this.hooks = {
            initialize: () => {
                if (serverless.processedInput.commands.join(' ') === 'invoke local') this.stayHere();
            },
            'before:invoke:local:invoke': build,
            'before:package:createDeploymentArtifacts': build,
            'before:package:function:package': build,
        };
    }

    /** A mistake in the sources ends the command with esbuild's message, without the framework's stack. */
    async build(serverless) {
        const { buildFunctions } = await import('../build.mjs');
        try {
            await buildFunctions();
        } catch (error) {
            throw new serverless.classes.Error(error.message, 'BUILD_FAILED');
        }
    }

    /** Sets what an invocation on this machine needs; what the caller has set stands. */
    stayHere() {
        // The framework looks for credentials at 169.254.169.254 when it finds none (docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html).
        process.env.AWS_EC2_METADATA_DISABLED ??= 'true';
        // The log line indented, the metrics off (docs.aws.amazon.com/powertools/typescript/latest/environment-variables/).
        process.env.POWERTOOLS_DEV ??= 'true';
        // The log goes to standard error at every level: standard output holds the answer alone.
        // oxlint-disable-next-line eslint/no-console
        console.info = console.warn;
    }
}

module.exports = ServerlessBundle;
