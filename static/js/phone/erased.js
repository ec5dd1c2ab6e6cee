// The account is gone: what this phone kept of it goes too, and nothing of anybody else.

import { thisPhone } from "./phone.js";

const { content: account } = document.querySelector("meta[name=erased]");
const phone = await thisPhone();
if (phone.account === account) await phone.forget();
