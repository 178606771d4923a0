import { Chatter } from "@mail/chatter/web_portal/chatter";
import { patch } from "@web/core/utils/patch";

const SERVICE = "sme.service";

/** Whoever begins to write to a customer in the chatter is seen by colleagues, as with the button "Reply". */
patch(Chatter.prototype, {
    toggleComposer(mode = false) {
        const thread = this.state.thread;
        if (mode === "message" && this.state.composerType !== mode && thread?.model === SERVICE && thread.id) {
            // writing goes on where nobody can be told
            this.orm.silent.call(SERVICE, "action_note_answering", [[thread.id]]).catch(() => {});
        }
        return super.toggleComposer(...arguments);
    },
});
