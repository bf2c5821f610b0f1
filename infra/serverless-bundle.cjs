/** The framework's plugin: tells what is wrong with the settings, and builds the functions first, so that what is packaged and what is invoked here are the same file. */
'use strict';
const { madeStack } = require('./stack.cjs');

/** What can be done with the example, which is nobody's own. */
const WITHOUT_SETTINGS = new Set(['package', 'invoke local', 'print']);

class ServerlessBundle {
    constructor(serverless, _options, { log }) {
        const build = () => this.build(serverless);
        this.hooks = {
            initialize: async () => {
                const command = serverless.processedInput.commands.join(' ');
                this.checkStack(await madeStack(), serverless);
                if ((await madeStack()).isExample) this.tellExample(serverless, log, command);
                if (command === 'invoke local') this.stayHere(serverless);
            },
            'before:invoke:local:invoke': build,
            'before:package:createDeploymentArtifacts': build,
            'before:package:function:package': build,
            'after:package:compileFunctions': () =>
                this.settleOrder(serverless.service.provider.compiledCloudFormationTemplate),
            'before:deploy:deploy': () => this.checkBuckets(serverless),
        };
    }

    /** Ends the command where the settings are wrong: a complaint in its own words, anything else with its stack. */
    checkStack({ problem, region }, serverless) {
        if (problem?.name === 'Complaint') throw new serverless.classes.Error(problem.message, 'WRONG_SETTINGS');
        if (problem !== undefined) throw problem;
        const asked = serverless.processedInput.options.region;
        if (asked !== undefined && asked !== region) {
            throw new serverless.classes.Error(
                `The pools are in ${region}: leave --region ${asked} out, or name a file with pools of ${asked} in LAKE_CONFIG`,
                'WRONG_REGION',
            );
        }
    }

    /** Ends a deployment that CloudFormation would only fail at: a bucket was kept, or one that is to be taken up is not there. */
    async checkBuckets(serverless) {
        const { lookForBuckets, buckets, configPath, region } = await madeStack();
        const provider = serverless.getProvider('aws');
        const clientConfig = await provider.getAwsSdkV3Config();
        const { S3Client } = require('@aws-sdk/client-s3');
        const { CloudFormationClient } = require('@aws-sdk/client-cloudformation');
        const clients = { s3: new S3Client(clientConfig), cloudFormation: new CloudFormationClient(clientConfig) };
        const problem = await lookForBuckets(buckets, {
            stackName: provider.naming.getStackName(),
            account: await provider.getAccountId(),
            region,
            configPath,
            ...clients,
        });
        if (problem !== null) throw new serverless.classes.Error(problem, 'BUCKET');
    }

    tellExample(serverless, log, command) {
        if (!WITHOUT_SETTINGS.has(command)) {
            throw new serverless.classes.Error(
                `There is no lake.config.yml, and ${command} takes no example: cp lake.config.example.yml lake.config.yml, and put your pools in`,
                'NO_SETTINGS',
            );
        }
        log.warning('There is no lake.config.yml: this is made from lake.config.example.yml');
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

    /** The framework adds the functions at once, whichever is read first first: in the order of their names, two packagings are the same. */
    settleOrder(template) {
        for (const part of ['Resources', 'Outputs']) {
            template[part] = Object.fromEntries(
                Object.entries(template[part]).toSorted(([one], [other]) => (one < other ? -1 : 1)),
            );
        }
    }

    /** Sets what an invocation on this machine needs; what the caller has set stands. */
    stayHere(serverless) {
        // The deployed streams are out of reach from here: what would be put back is refused, unless the caller names others.
        for (const each of Object.values(serverless.service.functions)) each.environment = {};
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
