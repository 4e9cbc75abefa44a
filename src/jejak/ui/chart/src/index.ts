/** Dash finds a component as a member of the window object named after its namespace. */
import { LinkChart } from "./component";
import { PlaceMap } from "./placemap";

(window as unknown as Record<string, unknown>).jejak_chart = { LinkChart, PlaceMap };
