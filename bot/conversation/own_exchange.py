"""A community's answers as text: out, to take along or to keep; in, all or not at all."""

import secrets
from collections.abc import Mapping

from bot.conversation.conversation import Handler
from bot.conversation.forms import FORM_DRAFT_LIMIT
from bot.conversation.held import Held
from bot.conversation.managers import BACK, for_managers, refused
from bot.conversation.own_answers import OwnAnswers
from bot.conversation.own_format import Written, pages, parse
from bot.conversation.phrasing import counted
from bot.model.community import AnswerStore, OwnAnswer
from bot.model.managing import ExportOwnAnswers, ImportOwnAnswers, ListOwnAnswers, StartImport
from bot.model.messages import Button, Choices, Form, Paragraph, PlainText, Reply, Request
from bot.model.people import Caller, CommunityRef
from bot.model.ports import StoreUnavailableError
from bot.model.text import Line, line, sentence

_ROOM = FORM_DRAFT_LIMIT - 100  # characters; a copy must fit the form that brings it in again


class Exchange:
    """Needs the store, the managers' answers, and the forms that are held."""

    def __init__(self, store: AnswerStore, own: OwnAnswers, held: Held) -> None:
        self._store = store
        self._own = own
        self._held = held

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about copies."""
        return {
            ExportOwnAnswers: for_managers(self.export),
            StartImport: for_managers(self.start),
            ImportOwnAnswers: for_managers(self.bring_in),
        }

    async def export(
        self, community: CommunityRef, _who: Caller, request: ExportOwnAnswers
    ) -> Reply:
        """One piece of all that is live, as the import takes it."""
        live = [answer for answer in await self._store.all(community) if not answer.retired]
        pieces = pages(live, _ROOM)
        if not pieces:
            return Reply((Paragraph(line("There's nothing to copy yet.")), Choices((BACK,))))
        page = min(max(int(request.page), 1), len(pieces)) if request.page.isdecimal() else 1
        more = Button("Next piece", ExportOwnAnswers(str(page + 1)))
        buttons = (more, BACK) if page < len(pieces) else (BACK,)
        return Reply(
            (Paragraph(_copied(page, len(pieces))), PlainText(pieces[page - 1]), Choices(buttons))
        )

    async def start(self, _community: CommunityRef, _who: Caller, _request: StartImport) -> Reply:
        """The form for text."""
        return Reply((Form("own_import"),))

    async def bring_in(
        self, community: CommunityRef, who: Caller, request: ImportOwnAnswers
    ) -> Reply:
        """Take all answers of the text, or none and say which are at fault."""
        form = Form("own_import", None, {"text": request.text})
        try:
            found = parse(request.text)
            before = await self._store.all(community)
        except StoreUnavailableError:
            stuck = [line("My notebook is stuck. Open it again in a minute.")]
            return refused(self._held, who, form, stuck, request.text)
        except ValueError as error:
            return refused(self._held, who, form, [line(str(error))], request.text)
        problems = _unusable(found)
        if not problems:
            ids = {answer.title.casefold(): answer.id for answer in before}
            problems = await self._own.kept([_answer(each, community, ids) for each in found])
        if problems:
            return refused(self._held, who, form, problems, request.text)
        known = {answer.title.casefold() for answer in before}
        changed = sum(each.title.casefold() in known for each in found)
        return _brought_in(len(found) - changed, changed)


def _copied(page: int, pages: int) -> Line:
    if pages == 1:
        return line("**Your copy.** *Bring answers in* takes it as it is.")
    return line(
        "**Your copy {page} of {pages}.** *Bring answers in* takes it as it is.",
        page=page,
        pages=pages,
    )


def _unusable(found: list[Written]) -> list[Line]:
    if not found:
        return [line("I found no answer in that. Each begins with `===` and its question.")]
    titles = [each.title.casefold() for each in found]
    twice = {each.title for each in found if titles.count(each.title.casefold()) > 1}
    return [line("*{title}* is in it twice.", title=title) for title in sorted(twice)]


def _answer(found: Written, community: CommunityRef, ids: Mapping[str, str]) -> OwnAnswer:
    """A new answer, or the one of the same title changed."""
    id_ = ids.get(found.title.casefold()) or secrets.token_urlsafe(9)
    return OwnAnswer(id_, community, found.title, found.text, found.questions, found.topic)


def _brought_in(added: int, changed: int) -> Reply:
    said = line(
        "**{added}, {changed}.** Members get them first from now on.",
        added=sentence(counted(added, "one answer added", "{count} answers added")),
        changed=counted(changed, "one answer changed", "{count} answers changed"),
    )
    see = Button("See them", ListOwnAnswers())
    return Reply((Paragraph(said), Choices((see, BACK))))
