"""Organisations of many workspaces, that install the app once for all of them."""

from bot.model.people import CommunityRef, Platform
from bot.model.records import State
from tests.wire.many import DRAFT, ONE, TWO, coached, kept_draft, many, member, out_of


async def test_an_organisation_installs_once_for_its_workspaces() -> None:
    async with many(org=True) as bot, bot.serving():
        one = await bot.slack.install(ONE, enterprise="E0ORG", whole=True)
        two = one.also(TWO)
        await coached(one, "U1")
        await coached(two, "U2")
        for team, user, slack in ((ONE, "U1", one), (TWO, "U2", two)):
            assert await bot.storage.drafts.latest(member(team, user)) is not None
            assert await bot.storage.members.last_community(member(team, user)) == CommunityRef(
                Platform.SLACK, team
            )
            await bot.remind(member(team, user))
            assert "Dana" in (await slack.see(user, "message")).text
            await slack.dm(user, "who pays?")
            assert "You do" in (await slack.see(user, "message")).text
            await slack.open_home(user)
            await slack.see(user, "home")
        assert await bot.storage.drafts.latest(member("E0ORG", "U1")) is None

        await one.uninstall()
        await out_of(bot, "E0ORG")
        names = [await bot.remind(member(ONE, "U1")), await bot.remind(member(TWO, "U2"))]
        await bot.becomes(member(ONE, "U1"), names[0], State.UNREACHABLE)
        await bot.becomes(member(TWO, "U2"), names[1], State.UNREACHABLE)
        again = await bot.slack.install(ONE, enterprise="E0ORG", whole=True)
        again.also(TWO)
        await bot.becomes(member(ONE, "U1"), names[0], State.SENT)
        await bot.becomes(member(TWO, "U2"), names[1], State.SENT)


async def test_an_organisation_takes_it_out_of_one_workspace_and_lets_it_back() -> None:
    async with many(org=True) as bot, bot.serving():
        one = await bot.slack.install(ONE, enterprise="E0ORG", whole=True)
        two = one.also(TWO)
        await coached(one, "U1")
        await coached(two, "U2")
        await one.event("team_access_revoked", {"type": "team_access_revoked", "team_ids": [TWO]})
        await out_of(bot, TWO)
        stopped = await bot.remind(member(TWO, "U2"))
        await bot.becomes(member(TWO, "U2"), stopped, State.UNREACHABLE)
        assert await kept_draft(one, "U1") == DRAFT
        await one.event("team_access_granted", {"type": "team_access_granted", "team_ids": [TWO]})
        await bot.becomes(member(TWO, "U2"), stopped, State.SENT)
        assert "Dana" in (await two.see("U2", "message")).text
        assert await kept_draft(two, "U2") == DRAFT


async def test_an_organisation_takes_over_a_workspace_that_had_it_for_itself() -> None:
    async with many(org=True) as bot, bot.serving():
        own = await bot.slack.install(ONE, enterprise="E0ORG")
        await coached(own)
        own.installed.ended = "account_inactive"
        one = await bot.slack.install(ONE, enterprise="E0ORG", whole=True)
        assert await kept_draft(one) == DRAFT
        await own.event("app_uninstalled", {"type": "app_uninstalled"})
        await bot.remind(member(ONE))
        assert "Dana" in (await one.see("U1", "message")).text
        assert await kept_draft(one) == DRAFT


async def test_a_workspace_of_an_organisation_may_install_for_itself() -> None:
    async with many(org=True) as bot, bot.serving():
        one = await bot.slack.install(ONE, enterprise="E0ORG")
        assert "Needs work" in await coached(one)
        await bot.remind(member(ONE))
        assert "Dana" in (await one.see("U1", "message")).text
        await one.uninstall()
        await out_of(bot, ONE)
        name = await bot.remind(member(ONE))
        await bot.becomes(member(ONE), name, State.UNREACHABLE)
