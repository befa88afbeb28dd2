/** Every entry of the REST API. */
import { analyticsRoutes } from "./routes/analytics";
import { bookingRoutes } from "./routes/bookings";
import { campaignRoutes } from "./routes/campaigns";
import { consentRoutes } from "./routes/consents";
import { contactRoutes } from "./routes/contacts";
import { customerRoutes } from "./routes/customers";
import { documentRoutes } from "./routes/documents";
import { duplicateRoutes } from "./routes/duplicates";
import { followUpRoutes } from "./routes/followUps";
import { historyRoutes } from "./routes/history";
import { communicationRoutes } from "./routes/communications";
import { interactionRoutes } from "./routes/interactions";
import { jobRoutes } from "./routes/jobs";
import { itemRoutes } from "./routes/items";
import { leadRoutes } from "./routes/leads";
import { loyaltyRoutes } from "./routes/loyalty";
import { mirrorRoutes } from "./routes/mirror";
import { noteRoutes } from "./routes/notes";
import { orderRoutes } from "./routes/orders";
import { packageRoutes } from "./routes/packages";
import { performanceRoutes } from "./routes/performance";
import { posRoutes } from "./routes/pos";
import { quoteRoutes } from "./routes/quotes";
import { settingsRoutes } from "./routes/settings";
import { templateRoutes } from "./routes/templates";
import { tourRoutes } from "./routes/tours";
import { transactionRoutes } from "./routes/transactions";
import type { Route } from "./route";

export const routes: readonly Route[] = [
  ...customerRoutes,
  ...duplicateRoutes,
  ...historyRoutes,
  ...contactRoutes,
  ...interactionRoutes,
  ...communicationRoutes,
  ...followUpRoutes,
  ...noteRoutes,
  ...documentRoutes,
  ...consentRoutes,
  ...templateRoutes,
  ...campaignRoutes,
  ...transactionRoutes,
  ...posRoutes,
  ...tourRoutes,
  ...packageRoutes,
  ...bookingRoutes,
  ...loyaltyRoutes,
  ...itemRoutes,
  ...quoteRoutes,
  ...orderRoutes,
  ...jobRoutes,
  ...leadRoutes,
  ...analyticsRoutes,
  ...performanceRoutes,
  ...mirrorRoutes,
  ...settingsRoutes,
];
