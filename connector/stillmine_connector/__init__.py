"""Stillmine for platforms that run threatexchange or HMA.

    threatexchange config extensions add stillmine_connector

adds the exchange type `stillmine`. It lives beside StopNCII.org's own, with keys of its own.
"""

from threatexchange.extensions.manifest import ThreatExchangeExtensionManifest

from stillmine_connector.exchange import StillmineSignalExchangeAPI

TX_MANIFEST = ThreatExchangeExtensionManifest(apis=(StillmineSignalExchangeAPI,))
