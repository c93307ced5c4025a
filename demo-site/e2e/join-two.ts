import { createDatabase } from "../../backend/src/database/create-database.ts";
import { database, postgresUrl, readState } from "../../backend/src/database/postgres-state.ts";
import type { Product } from "./product.ts";

/**
 * Gives the invitee of one invitation a name, accounts and addresses, and makes another's the guest that they were before: what
 * a provider and a merge leave behind. Takes invitations, resolves with whose they are.
 */
export const joinTwo = async <Name extends string>(
  product: Product,
  invitations: Record<Name | "user" | "merged", string>,
): Promise<Record<Name | "user" | "merged", string>> => {
  const state = readState(product.place.dataDir);
  if (!state) throw new Error("the product's database is not there");
  const { prisma, close } = createDatabase(postgresUrl(state, database));
  try {
    const found = await prisma.invitation.findMany({
      where: { id: { in: Object.values(invitations) } },
      select: { id: true, linkedUserId: true },
    });
    const people = Object.fromEntries(
      Object.entries<string>(invitations).map(([name, id]) => [
        name,
        found.find((one) => one.id === id)?.linkedUserId ?? "",
      ]),
    ) as Record<Name | "user" | "merged", string>;
    const { user: userId, merged: sourceId } = people;
    await prisma.user.update({ where: { id: userId }, data: { name: "Alice Ames", role: "USER" } });
    await prisma.externalIdentity.createMany({
      data: ["alice@campus.example", "alice.ames.at.the.evening.school@work.example"].map((email) => ({
        userId,
        provider: "google",
        externalId: email,
        email,
      })),
    });
    await prisma.contactMethod.createMany({
      data: [
        { userId, type: "email", value: "alice@campus.example", verified: true, primary: true },
        { userId, type: "phone", value: "+43 660 1234567" },
      ],
    });
    await prisma.mergeOperation.create({
      data: { sourceId, targetId: userId, requestedById: userId, snapshot: "" },
    });
    await prisma.user.update({ where: { id: sourceId }, data: { mergedIntoId: userId } });
    return people;
  } finally {
    await close();
  }
};
