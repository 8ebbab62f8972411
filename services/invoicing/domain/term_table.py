"""Every term of the semantic model of EN 16931-1:2017: 164 business terms (BT), 32 groups (BG), and their parts.

One line each: indentation for the group it belongs to, number, times it may occur (``1``, ``0..1``, ``0..n``,
``1..n``), kind of value, and the French label that people read. ``BT-29-1`` is a part of the value of BT-29 (its
scheme). BT-4 does not exist; BT-162 to BT-165 are third lines of addresses.
"""

from typing import Final

TERM_TABLE: Final = """
BT-1    1     identifier  Numéro de facture
BT-2    1     day         Date d'émission
BT-3    1     code        Type de facture
BT-5    1     code        Devise de facturation
BT-6    0..1  code        Devise de comptabilisation de la TVA
BT-7    0..1  day         Date d'exigibilité de la TVA
BT-8    0..1  code        Code de l'exigibilité de la TVA
BT-9    0..1  day         Date d'échéance
BT-10   0..1  text        Référence de l'acheteur (code service)
BT-11   0..1  reference   Référence du projet
BT-12   0..1  reference   Référence du marché
BT-13   0..1  reference   Numéro d'engagement (bon de commande)
BT-14   0..1  reference   Référence de la commande chez le vendeur
BT-15   0..1  reference   Référence de l'avis de réception
BT-16   0..1  reference   Référence de l'avis d'expédition
BT-17   0..1  reference   Référence de la consultation ou du lot
BT-18   0..1  identifier  Identifiant d'objet facturé
BT-18-1 0..1  code        Schéma de l'identifiant d'objet facturé
BT-19   0..1  text        Imputation comptable de l'acheteur
BT-20   0..1  text        Conditions de paiement
BG-1    0..n  group       Note de facture
  BT-21 0..1  code        Sujet de la note
  BT-22 1     text        Note
BG-2    1     group       Cadre du document
  BT-23 0..1  text        Cadre de facturation
  BT-24 1     identifier  Spécification suivie
BG-3    0..n  group       Facture antérieure
  BT-25 1     reference   Numéro de la facture antérieure
  BT-26 0..1  day         Date de la facture antérieure
BG-4    1     group       Vendeur
  BT-27 1     text        Raison sociale du vendeur
  BT-28 0..1  text        Nom commercial du vendeur
  BT-29 0..n  identifier  Identifiant du vendeur
  BT-29-1 0..1 code       Schéma de l'identifiant du vendeur
  BT-30 0..1  identifier  Immatriculation du vendeur
  BT-30-1 0..1 code       Schéma de l'immatriculation du vendeur
  BT-31 0..1  identifier  Numéro de TVA du vendeur
  BT-32 0..1  identifier  Numéro fiscal du vendeur
  BT-33 0..1  text        Forme juridique et mentions légales du vendeur
  BT-34 0..1  identifier  Adresse électronique du vendeur
  BT-34-1 0..1 code       Schéma de l'adresse électronique du vendeur
  BG-5  1     group       Adresse du vendeur
    BT-35 0..1 text       Adresse du vendeur, ligne 1
    BT-36 0..1 text       Adresse du vendeur, ligne 2
    BT-162 0..1 text      Adresse du vendeur, ligne 3
    BT-37 0..1 text       Localité du vendeur
    BT-38 0..1 text       Code postal du vendeur
    BT-39 0..1 text       Subdivision du pays du vendeur
    BT-40 1   code        Pays du vendeur
  BG-6  0..1  group       Contact du vendeur
    BT-41 0..1 text       Point de contact du vendeur
    BT-42 0..1 text       Téléphone du contact du vendeur
    BT-43 0..1 text       Adresse électronique du contact du vendeur
BG-7    1     group       Acheteur
  BT-44 1     text        Nom de l'acheteur
  BT-45 0..1  text        Nom commercial de l'acheteur
  BT-46 0..1  identifier  Identifiant de l'acheteur
  BT-46-1 0..1 code       Schéma de l'identifiant de l'acheteur
  BT-47 0..1  identifier  Immatriculation de l'acheteur
  BT-47-1 0..1 code       Schéma de l'immatriculation de l'acheteur
  BT-48 0..1  identifier  Numéro de TVA de l'acheteur
  BT-49 0..1  identifier  Adresse électronique de l'acheteur
  BT-49-1 0..1 code       Schéma de l'adresse électronique de l'acheteur
  BG-8  1     group       Adresse de l'acheteur
    BT-50 0..1 text       Adresse de l'acheteur, ligne 1
    BT-51 0..1 text       Adresse de l'acheteur, ligne 2
    BT-163 0..1 text      Adresse de l'acheteur, ligne 3
    BT-52 0..1 text       Localité de l'acheteur
    BT-53 0..1 text       Code postal de l'acheteur
    BT-54 0..1 text       Subdivision du pays de l'acheteur
    BT-55 1   code        Pays de l'acheteur
  BG-9  0..1  group       Contact de l'acheteur
    BT-56 0..1 text       Point de contact de l'acheteur
    BT-57 0..1 text       Téléphone du contact de l'acheteur
    BT-58 0..1 text       Adresse électronique du contact de l'acheteur
BG-10   0..1  group       Bénéficiaire du paiement
  BT-59 1     text        Nom du bénéficiaire
  BT-60 0..1  identifier  Identifiant du bénéficiaire
  BT-60-1 0..1 code       Schéma de l'identifiant du bénéficiaire
  BT-61 0..1  identifier  Immatriculation du bénéficiaire
  BT-61-1 0..1 code       Schéma de l'immatriculation du bénéficiaire
BG-11   0..1  group       Représentant fiscal du vendeur
  BT-62 1     text        Nom du représentant fiscal
  BT-63 1     identifier  Numéro de TVA du représentant fiscal
  BG-12 1     group       Adresse du représentant fiscal
    BT-64 0..1 text       Adresse du représentant fiscal, ligne 1
    BT-65 0..1 text       Adresse du représentant fiscal, ligne 2
    BT-164 0..1 text      Adresse du représentant fiscal, ligne 3
    BT-66 0..1 text       Localité du représentant fiscal
    BT-67 0..1 text       Code postal du représentant fiscal
    BT-68 0..1 text       Subdivision du pays du représentant fiscal
    BT-69 1   code        Pays du représentant fiscal
BG-13   0..1  group       Livraison
  BT-70 0..1  text        Nom du destinataire de la livraison
  BT-71 0..1  identifier  Identifiant du lieu de livraison
  BT-71-1 0..1 code       Schéma de l'identifiant du lieu de livraison
  BT-72 0..1  day         Date effective de livraison
  BG-14 0..1  group       Période de facturation
    BT-73 0..1 day        Début de la période de facturation
    BT-74 0..1 day        Fin de la période de facturation
  BG-15 0..1  group       Adresse de livraison
    BT-75 0..1 text       Adresse de livraison, ligne 1
    BT-76 0..1 text       Adresse de livraison, ligne 2
    BT-165 0..1 text      Adresse de livraison, ligne 3
    BT-77 0..1 text       Localité de livraison
    BT-78 0..1 text       Code postal de livraison
    BT-79 0..1 text       Subdivision du pays de livraison
    BT-80 1   code        Pays de livraison
BG-16   0..1  group       Instructions de paiement
  BT-81 1     code        Code du moyen de paiement
  BT-82 0..1  text        Moyen de paiement
  BT-83 0..1  text        Référence à rappeler au paiement
  BG-17 0..n  group       Virement
    BT-84 1   identifier  Compte à créditer
    BT-85 0..1 text       Titulaire du compte
    BT-86 0..1 identifier Banque (BIC)
  BG-18 0..1  group       Carte de paiement
    BT-87 1   text        Numéro de la carte (derniers chiffres)
    BT-88 0..1 text       Titulaire de la carte
  BG-19 0..1  group       Prélèvement
    BT-89 0..1 identifier Référence du mandat de prélèvement
    BT-90 0..1 identifier Identifiant du créancier
    BT-91 0..1 identifier Compte à débiter
BG-20   0..n  group       Remise sur le document
  BT-92 1     amount      Montant de la remise
  BT-93 0..1  amount      Assiette de la remise
  BT-94 0..1  percentage  Taux de la remise
  BT-95 1     code        Catégorie de TVA de la remise
  BT-96 0..1  percentage  Taux de TVA de la remise
  BT-97 0..1  text        Motif de la remise
  BT-98 0..1  code        Code du motif de la remise
BG-21   0..n  group       Frais sur le document
  BT-99 1     amount      Montant des frais
  BT-100 0..1 amount      Assiette des frais
  BT-101 0..1 percentage  Taux des frais
  BT-102 1    code        Catégorie de TVA des frais
  BT-103 0..1 percentage  Taux de TVA des frais
  BT-104 0..1 text        Motif des frais
  BT-105 0..1 code        Code du motif des frais
BG-22   1     group       Totaux
  BT-106 1    amount      Somme des montants nets des lignes
  BT-107 0..1 amount      Somme des remises
  BT-108 0..1 amount      Somme des frais
  BT-109 1    amount      Total hors taxes
  BT-110 0..1 amount      Total de la TVA
  BT-111 0..1 amount      Total de la TVA en devise de comptabilisation
  BT-112 1    amount      Total TTC
  BT-113 0..1 amount      Déjà payé
  BT-114 0..1 amount      Arrondi
  BT-115 1    amount      Net à payer
BG-23   1..n  group       Détail de la TVA
  BT-116 1    amount      Base imposable
  BT-117 1    amount      Montant de la TVA
  BT-118 1    code        Catégorie de TVA
  BT-119 0..1 percentage  Taux de TVA
  BT-120 0..1 text        Motif d'exonération
  BT-121 0..1 code        Code du motif d'exonération
BG-24   0..n  group       Document joint
  BT-122 1    reference   Référence du document joint
  BT-123 0..1 text        Description du document joint
  BT-124 0..1 text        Adresse du document joint
  BT-125 0..1 binary      Fichier joint
  BT-125-1 1  code        Format du fichier joint
  BT-125-2 1  text        Nom du fichier joint
BG-25   1..n  group       Ligne de facture
  BT-126 1    identifier  Numéro de ligne
  BT-127 0..1 text        Note de ligne
  BT-128 0..1 identifier  Identifiant d'objet de la ligne
  BT-128-1 0..1 code      Schéma de l'identifiant d'objet de la ligne
  BT-129 1    quantity    Quantité facturée
  BT-130 1    code        Unité de la quantité
  BT-131 1    amount      Montant net de la ligne
  BT-132 0..1 reference   Ligne de commande
  BT-133 0..1 text        Imputation comptable de la ligne
  BG-26  0..1 group       Période de la ligne
    BT-134 0..1 day       Début de la période de la ligne
    BT-135 0..1 day       Fin de la période de la ligne
  BG-27  0..n group       Remise sur la ligne
    BT-136 1  amount      Montant de la remise de ligne
    BT-137 0..1 amount    Assiette de la remise de ligne
    BT-138 0..1 percentage Taux de la remise de ligne
    BT-139 0..1 text      Motif de la remise de ligne
    BT-140 0..1 code      Code du motif de la remise de ligne
  BG-28  0..n group       Frais sur la ligne
    BT-141 1  amount      Montant des frais de ligne
    BT-142 0..1 amount    Assiette des frais de ligne
    BT-143 0..1 percentage Taux des frais de ligne
    BT-144 0..1 text      Motif des frais de ligne
    BT-145 0..1 code      Code du motif des frais de ligne
  BG-29  1    group       Prix
    BT-146 1  price       Prix unitaire net
    BT-147 0..1 price     Rabais sur le prix unitaire
    BT-148 0..1 price     Prix unitaire brut
    BT-149 0..1 quantity  Quantité de base du prix
    BT-150 0..1 code      Unité de la quantité de base
  BG-30  1    group       TVA de la ligne
    BT-151 1  code        Catégorie de TVA de la ligne
    BT-152 0..1 percentage Taux de TVA de la ligne
  BG-31  1    group       Article
    BT-153 1  text        Désignation
    BT-154 0..1 text      Description
    BT-155 0..1 identifier Référence de l'article chez le vendeur
    BT-156 0..1 identifier Référence de l'article chez l'acheteur
    BT-157 0..1 identifier Identifiant normalisé de l'article
    BT-157-1 1 code       Schéma de l'identifiant normalisé
    BT-158 0..n identifier Classement de l'article
    BT-158-1 1 code       Nomenclature du classement
    BT-158-2 0..1 text    Version de la nomenclature
    BT-159 0..1 code      Pays d'origine
    BG-32 0..n group      Caractéristique de l'article
      BT-160 1 text       Nom de la caractéristique
      BT-161 1 text       Valeur de la caractéristique
"""
