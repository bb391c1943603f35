"""The part of notifications that serves programs of agencies: entry points, and nothing else."""

from chassis.service import Call, Sealing, SettingsOf, every, rpc
from services.notifications import contract
from services.notifications.adapters.choosing import queues_of, webhooks_of
from services.notifications.handlers import credentials, feed, handovers, subscriptions
from services.notifications.handlers.handing_over import Dispatcher
from services.notifications.settings import NotificationsSettings
from services.notifications.watch import WatchedDatabase


class Agencies:
    """API keys, subscriptions, their log, and handing events over."""

    storage = WatchedDatabase()
    sealer = Sealing()
    settings = SettingsOf(NotificationsSettings)
    dispatcher = Dispatcher()

    @rpc(contract.list_events)
    def list_events(self, call: Call[contract.ListEvents]) -> contract.EventPage:
        return feed.list_events(call, self.storage, sandbox=self.settings.sandbox)

    @rpc(contract.get_feed_head)
    def get_feed_head(self, call: Call[contract.GetFeedHead]) -> contract.FeedHead:
        return feed.get_feed_head(call, self.storage)

    @rpc(contract.list_subscriptions)
    def list_subscriptions(self, call: Call[contract.ListSubscriptions]) -> contract.SubscriptionList:
        return subscriptions.list_subscriptions(call, self.storage)

    @rpc(contract.get_subscription)
    def get_subscription(self, call: Call[contract.GetSubscription]) -> contract.SubscriptionView:
        return subscriptions.get_subscription(call, self.storage)

    @rpc(contract.create_subscription)
    def create_subscription(self, call: Call[contract.CreateSubscription]) -> contract.SubscriptionMade:
        return subscriptions.create_subscription(call, self.storage, self.sealer, sandbox=self.settings.sandbox)

    @rpc(contract.change_subscription)
    def change_subscription(self, call: Call[contract.ChangeSubscription]) -> contract.SubscriptionView:
        return subscriptions.change_subscription(call, self.storage, sandbox=self.settings.sandbox)

    @rpc(contract.verify_subscription)
    def verify_subscription(self, call: Call[contract.VerifySubscription]) -> contract.SubscriptionView:
        return subscriptions.verify_subscription(call, self.storage)

    @rpc(contract.pause_subscription)
    def pause_subscription(self, call: Call[contract.PauseSubscription]) -> contract.SubscriptionView:
        return subscriptions.pause_subscription(call, self.storage)

    @rpc(contract.resume_subscription)
    def resume_subscription(self, call: Call[contract.ResumeSubscription]) -> contract.SubscriptionView:
        return subscriptions.resume_subscription(call, self.storage)

    @rpc(contract.end_subscription)
    def end_subscription(self, call: Call[contract.EndSubscription]) -> contract.SubscriptionView:
        return subscriptions.end_subscription(call, self.storage)

    @rpc(contract.rotate_secret)
    def rotate_secret(self, call: Call[contract.RotateSecret]) -> contract.SubscriptionMade:
        return subscriptions.rotate_secret(call, self.storage, self.sealer)

    @rpc(contract.ping_subscription)
    def ping_subscription(self, call: Call[contract.PingSubscription]) -> contract.Redelivery:
        return handovers.ping_subscription(call, self.storage)

    @rpc(contract.redeliver)
    def redeliver(self, call: Call[contract.Redeliver]) -> contract.Redelivery:
        return handovers.redeliver(call, self.storage)

    @rpc(contract.list_handovers)
    def list_handovers(self, call: Call[contract.ListHandovers]) -> contract.HandoverPage:
        return handovers.list_handovers(call, self.storage)

    @rpc(contract.get_handover_figures)
    def get_handover_figures(self, call: Call[contract.GetHandoverFigures]) -> contract.HandoverFigures:
        return handovers.get_handover_figures(call, self.storage)

    @rpc(contract.list_credentials)
    def list_credentials(self, call: Call[contract.ListCredentials]) -> contract.CredentialList:
        return credentials.list_credentials(call, self.storage)

    @rpc(contract.make_credential)
    def make_credential(self, call: Call[contract.MakeCredential]) -> contract.CredentialMade:
        return credentials.make_credential(call, self.storage, sandbox=self.settings.sandbox)

    @rpc(contract.rotate_credential)
    def rotate_credential(self, call: Call[contract.RotateCredential]) -> contract.CredentialMade:
        return credentials.rotate_credential(call, self.storage)

    @rpc(contract.revoke_credential)
    def revoke_credential(self, call: Call[contract.RevokeCredential]) -> contract.CredentialView:
        return credentials.revoke_credential(call, self.storage)

    @rpc(contract.identify_credential)
    def identify_credential(self, call: Call[contract.IdentifyCredential]) -> contract.CredentialOwner:
        return credentials.identify_credential(call, self.storage, sandbox=self.settings.sandbox)

    @every(seconds=2, woken=True)
    def hand_over(self) -> None:
        self.dispatcher.run(self.storage, self.sealer, webhooks_of(self.settings), queues_of(self.settings))

    @every(seconds=60)
    def keep_the_log(self) -> None:
        handovers.keep(self.storage)
