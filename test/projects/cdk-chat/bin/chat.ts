import { App } from 'aws-cdk-lib';
import { ChatStack } from '../lib/chat-stack';
import { DataStack } from '../lib/data-stack';

const app = new App({ analyticsReporting: false });
const data = new DataStack(app, 'ChatData');
new ChatStack(app, 'Chat', { connections: data.connections });
