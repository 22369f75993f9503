"""A community's own answers, for its managers: add, look, edit, retire, bring back, delete."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.conversation.answers import answer_parts, on_page
from bot.conversation.conversation import Handler
from bot.conversation.held import Held
from bot.conversation.managers import BACK, for_managers, refused
from bot.conversation.phrasing import number
from bot.conversation.voice import Voice, entry_of
from bot.etiquette.community import check_community_answer
from bot.model.community import MOST_ANSWERS, AnswerStore, OwnAnswer
from bot.model.managing import (
    AddOwnAnswer,
    DeleteOwnAnswer,
    DeleteOwnAnswerReally,
    EditOwnAnswer,
    ExportOwnAnswers,
    ListOwnAnswers,
    ManageAnswers,
    ReopenForm,
    RestoreOwnAnswer,
    RetireOwnAnswer,
    SaveOwnAnswer,
    ShowMissedQuestions,
    ShowOwnAnswer,
    StartImport,
)
from bot.model.messages import Button, Choices, Emphasis, Form, Paragraph, Reply, Request
from bot.model.people import Caller, CommunityRef
from bot.model.ports import StoreUnavailableError, TooManyError
from bot.model.text import N_, Line, joined, line, plural, sentence

_ON_A_PAGE = 7


class OwnAnswers:
    """Needs the store, the voice that reads answers, and the forms that are held."""

    def __init__(self, store: AnswerStore, voice: Voice, held: Held) -> None:
        self._store = store
        self._voice = voice
        self._held = held

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about one answer, and the way to all of them."""
        return {
            ManageAnswers: for_managers(self.manage),
            ListOwnAnswers: for_managers(self.show_list),
            ShowOwnAnswer: for_managers(self.show),
            AddOwnAnswer: for_managers(self.add),
            EditOwnAnswer: for_managers(self.edit),
            SaveOwnAnswer: for_managers(self.save),
            ReopenForm: for_managers(self.reopen),
            RetireOwnAnswer: for_managers(self.retire),
            RestoreOwnAnswer: for_managers(self.restore),
            DeleteOwnAnswer: for_managers(self.delete),
            DeleteOwnAnswerReally: for_managers(self.delete_really),
        }

    async def manage(self, community: CommunityRef, _who: Caller, _request: ManageAnswers) -> Reply:
        """How many there are, and what can be done."""
        answers = await self._store.all(community)
        live = sum(not answer.retired for answer in answers)
        count = sentence(number(live))
        so_far = plural("One answer so far.", "{count} answers so far.", live, count=count)
        title, rest = line("**Your community's own answers.**"), line(_MANAGE)
        said = Paragraph(joined(title, so_far, rest))
        listed = (Button("See them", ListOwnAnswers()),) if answers else ()
        copies = (Button("Take a copy", ExportOwnAnswers()),) if answers else ()
        bring = Button("Bring answers in", StartImport())
        asked = Button("What members ask in vain", ShowMissedQuestions())
        return Reply((said, Choices((_ADD, *listed, *copies, bring, asked))))

    async def show_list(
        self, community: CommunityRef, _who: Caller, request: ListOwnAnswers
    ) -> Reply:
        """A page of them."""
        answers = await self._store.all(community)
        pages = max(1, -(-len(answers) // _ON_A_PAGE))
        page = min(max(int(request.page), 1), pages) if request.page.isdecimal() else 1
        shown = answers[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
        said = Paragraph(on_page(line(_PICK if shown else _NONE), page, pages))
        buttons = [Button(_titled(answer), ShowOwnAnswer(answer.id)) for answer in shown]
        buttons += [Button("More", ListOwnAnswers(str(page + 1)))] if page < pages else []
        buttons += [Button("Earlier", ListOwnAnswers(str(page - 1)))] if page > 1 else []
        return Reply((said, Choices((*buttons, BACK))))

    async def show(self, community: CommunityRef, _who: Caller, request: ShowOwnAnswer) -> Reply:
        """One answer as members see it, and what can be done with it."""
        answer = await self._store.get(community, request.answer)
        return _gone() if answer is None else _card(answer)

    async def add(self, _community: CommunityRef, _who: Caller, _request: AddOwnAnswer) -> Reply:
        """The empty form."""
        return Reply((Form("own"),))

    async def edit(self, community: CommunityRef, _who: Caller, request: EditOwnAnswer) -> Reply:
        """The form with the answer in it."""
        answer = await self._store.get(community, request.answer)
        if answer is None:
            return _gone()
        known = {
            "title": answer.title,
            "answer": answer.text,
            "questions": "\n".join(answer.questions),
        }
        return Reply((Form("own", answer.id, known),))

    async def save(self, community: CommunityRef, who: Caller, request: SaveOwnAnswer) -> Reply:
        """Check it, let the model read it, keep it; or say what is wrong and lose nothing."""
        form = Form("own", request.answer, request.values)
        before = await self._before(community, request.answer)
        made = OwnAnswer(
            before.id if before else secrets.token_urlsafe(9),
            community,
            " ".join(request.values.get("title", "").split()),
            request.values.get("answer", "").replace("\r\n", "\n").strip(),
            _ways(request.values.get("questions", "")),
            before.topic if before else None,
            before.retired if before else False,
        )
        problems = await self.kept([made])
        if problems:
            typed = "\n\n".join(value for value in request.values.values() if value)
            return refused(self._held, who, form, problems, typed)
        said = Paragraph(line(_KEPT_RETIRED if made.retired else _KEPT))
        return Reply((said, *_card(made).parts))

    async def kept(self, answers: Sequence[OwnAnswer]) -> list[Line]:
        """Keep all of them, or none and say why."""
        problems = [problem for answer in answers for problem in faults(answer, len(answers) > 1)]
        if problems:
            return problems
        try:
            read = await asyncio.to_thread(lambda: [self._voice.read(each) for each in answers])
            await self._store.save(read)
        except TooManyError:
            return [
                line("{most} answers are the most I keep. Edit one instead.", most=MOST_ANSWERS)
            ]
        except (StoreUnavailableError, PermissionError):
            return [line("My notebook is stuck. Open it again in a minute and send it once more.")]
        return []

    async def reopen(self, _community: CommunityRef, who: Caller, request: ReopenForm) -> Reply:
        """A refused form, as it was typed."""
        form = self._held.form(who.member, request.kept)
        if form is None:
            return Reply((Paragraph(line(_FORM_GONE)), Choices((_ADD, BACK))))
        return Reply((form,))

    async def retire(
        self, community: CommunityRef, _who: Caller, request: RetireOwnAnswer
    ) -> Reply:
        """Give it to nobody any more."""
        return await self._changed(community, request.answer, retired=True)

    async def restore(
        self, community: CommunityRef, _who: Caller, request: RestoreOwnAnswer
    ) -> Reply:
        """Give it to members again."""
        return await self._changed(community, request.answer, retired=False)

    async def delete(
        self, community: CommunityRef, _who: Caller, request: DeleteOwnAnswer
    ) -> Reply:
        """Ask whether they mean it."""
        answer = await self._store.get(community, request.answer)
        if answer is None:
            return _gone()
        yes = Button("Yes, delete it", DeleteOwnAnswerReally(answer.id), Emphasis.DANGER)
        keep = Button("No, keep it", ShowOwnAnswer(answer.id))
        said = Paragraph(line(_SURE_RETIRED if answer.retired else _SURE, title=answer.title))
        return Reply((said, Choices((yes, keep))))

    async def delete_really(
        self, community: CommunityRef, _who: Caller, request: DeleteOwnAnswerReally
    ) -> Reply:
        """Delete it for good."""
        if not await self._store.delete(community, request.answer):
            return _gone()
        return Reply((Paragraph(line(_DELETED)), Choices((_ADD, BACK))))

    async def _changed(self, community: CommunityRef, answer_id: str, *, retired: bool) -> Reply:
        answer = await self._store.get(community, answer_id)
        if answer is None:
            return _gone()
        changed = replace(answer, retired=retired)
        await self._store.save([changed])
        said = Paragraph(line(_RETIRED if retired else _RESTORED))
        return Reply((said, *_card(changed).parts))

    async def _before(self, community: CommunityRef, answer_id: str | None) -> OwnAnswer | None:
        try:
            return await self._store.get(community, answer_id) if answer_id else None
        except StoreUnavailableError:
            return None


def faults(answer: OwnAnswer, named: bool = False) -> list[Line]:
    """What keeps an answer from being kept, in words; `named` says which answer is meant."""
    found = check_community_answer(answer.title, answer.text, answer.questions, answer.topic)
    if not named:
        return list(found.values())
    title = answer.title or "…"
    return [line("*{title}*: {fault}", title=title, fault=fault) for fault in found.values()]


def _ways(typed: str) -> tuple[str, ...]:
    """One way to ask a line, each once."""
    lines = (" ".join(each.split()) for each in typed.splitlines())
    return tuple(dict.fromkeys(each for each in lines if each))


def _titled(answer: OwnAnswer) -> Line:
    if answer.retired:
        return line("Retired: {title}", title=answer.title)
    return line("{title}", title=answer.title)


def _card(answer: OwnAnswer) -> Reply:
    edit = Button("Edit", EditOwnAnswer(answer.id))
    retire = Button("Retire", RetireOwnAnswer(answer.id))
    restore = Button("Bring it back", RestoreOwnAnswer(answer.id))
    parts = (*answer_parts(entry_of(answer)), Paragraph(_found_by(len(answer.questions))))
    delete = Button("Delete", DeleteOwnAnswer(answer.id), Emphasis.DANGER)
    moves = (edit, restore if answer.retired else retire, delete)
    return Reply((*parts, Choices((*moves, _ADD, BACK))))


def _found_by(ways: int) -> Line:
    if not ways:
        return line(_ALONE)
    return plural(
        "Found by its question and one other way to ask it.",
        "Found by its question and {count} other ways to ask it.",
        ways,
        count=number(ways),
    )


def _gone() -> Reply:
    return Reply((Paragraph(line("**That answer isn't here any more.**")), Choices((BACK,))))


_ADD = Button("Add an answer", AddOwnAnswer(), Emphasis.PRIMARY)
_ALONE = N_("Found by its question alone. A few other ways to ask it would help: press *Edit*.")
_MANAGE = N_(
    "Where you meet, who makes introductions here, what your alumni like: members who ask get "
    "yours first, marked as yours. Nobody outside sees them."
)
_PICK = N_("**Pick one** to read, edit, retire or delete it.")
_NONE = N_("Nothing here yet.")
_KEPT = N_("**Kept.** Members who ask get this one first:")
_KEPT_RETIRED = N_("**Kept,** and still retired: nobody gets it until you bring it back.")
_RETIRED = N_("**Retired.** Nobody gets it any more; bring it back whenever you like.")
_SURE = N_(
    "**Delete the answer to “{title}” for good?** There's no way back. *Retire* would keep it for "
    "you and give it to nobody."
)
_SURE_RETIRED = N_("**Delete the answer to “{title}” for good?** There's no way back.")
_DELETED = N_("**Deleted,** every word of it.")
_RESTORED = N_("**It's back.** Members who ask get it first:")
_FORM_GONE = N_(
    "**I held that form for an hour and let it go.** What you typed is still in my message above; "
    "copy it from there."
)
