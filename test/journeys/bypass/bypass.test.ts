// The bypass suite: every attempt that we know of, buffered and streamed, with the answer that it must get.

import { AROUND } from './around.ts';
import { COMING_IN } from './coming-in.ts';
import { DATA_OUT } from './data-out.ts';
import { DOORS } from './doors.ts';
import { GOING_OUT } from './going-out.ts';
import { playAll } from './play.ts';
import { SHAPES } from './shapes.ts';
import { TOOL_CALLS } from './tool-calls.ts';

playAll('a secret that goes out', GOING_OUT);
playAll('a secret around the messages', AROUND);
playAll('a secret that comes in', COMING_IN);
playAll('a call of a tool', TOOL_CALLS);
playAll('data that leaves', DATA_OUT);
playAll('bytes of two meanings', SHAPES);
playAll('another way in', DOORS);
