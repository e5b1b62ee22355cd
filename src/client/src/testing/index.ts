export { createFakeNetwork, type FakeNetwork, type FakeRequest, type FakeSocket } from "./fake-network.js";
export { createFakePlatform, type FakePlatform } from "./fake-platform.js";
export { createFakeServer, type FakeHandler, type FakeServer, type Received } from "./fake-server.js";
